package dev.flowbench.net;

import java.util.regex.Pattern;

/**
 * Hosts that some programs read as an address and others as a name: {@code 2130706433}, {@code 0x7f.1}, {@code 010.0.0.1},
 * {@code 127.0.0.1.}. As browsers do, a host whose last label is a number must be an address; other than they, only in its
 * plain form of four decimal numbers.
 */
final class Disguise {
    private static final Pattern NUMBER = Pattern.compile("\\d+|0[xX][0-9a-fA-F]*");
    private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern PLAIN = Pattern.compile(BYTE + "(?:\\." + BYTE + "){3}");

    private Disguise() {}

    static boolean isIn(String host) {
        if (host.indexOf(':') >= 0) return false;
        String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return NUMBER.matcher(bare.substring(bare.lastIndexOf('.') + 1)).matches() && !PLAIN.matcher(host).matches();
    }
}
