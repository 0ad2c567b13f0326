package dev.flowbench.engine;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Choices of a test, one byte each: drawn from a seed, or written down. At its end it gives zeros. */
final class Tape {
    private final byte[] bytes;
    private int next;

    Tape(byte[] bytes) {
        this.bytes = bytes;
    }

    static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    boolean isAtEnd() {
        return next >= bytes.length;
    }

    /** A number from 0 to below the bound, at most 256. */
    int below(int bound) {
        return isAtEnd() ? 0 : (bytes[next++] & 0xff) % bound;
    }

    boolean chance(int percent) {
        return below(100) < percent;
    }

    /** The shortest and plainest tape found that still fails: chunks are left out, then bytes set to zero. */
    static byte[] shrunk(byte[] failing, Predicate<byte[]> fails) {
        byte[] best = failing;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (int chunk : new int[]{64, 8, 4, 2, 1}) {
                for (int at = best.length - chunk; at >= 0; at -= chunk) {
                    byte[] shorter = Arrays.copyOf(best, best.length - chunk);
                    System.arraycopy(best, at + chunk, shorter, at, best.length - chunk - at);
                    if (fails.test(shorter)) {
                        best = shorter;
                        at = Math.min(at, best.length - chunk + 1);
                        smaller = true;
                    }
                }
            }
            for (int at = 0; at < best.length; at++) {
                byte[] plainer = best.clone();
                plainer[at] = 0;
                if (best[at] != 0 && fails.test(plainer)) {
                    best = plainer;
                    smaller = true;
                }
            }
        }
        return best;
    }

    static String text(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static byte[] parse(String text) {
        return HexFormat.of().parseHex(text);
    }
}
