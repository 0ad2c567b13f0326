package dev.flowbench.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** Takes secrets out of lines of text, UTF-8, on their way to somewhere else. */
final class CleanLines extends OutputStream {
    private final OutputStream to;
    private final UnaryOperator<String> redact;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /** @param redact takes them out of a line */
    CleanLines(OutputStream to, UnaryOperator<String> redact) {
        this.to = to;
        this.redact = redact;
    }

    @Override
    public void write(int one) throws IOException {
        line.write(one);
        if (one == '\n') {
            handOn();
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        for (int at = offset; at < offset + length; at++) {
            if (bytes[at] == '\n') {
                line.write(bytes, from, at + 1 - from);
                handOn();
                from = at + 1;
            }
        }
        line.write(bytes, from, offset + length - from);
    }

    private void handOn() throws IOException {
        byte[] whole = line.toByteArray();
        line.reset();
        String text = new String(whole, StandardCharsets.UTF_8);
        String clean = redact.apply(text);
        to.write(clean.equals(text) ? whole : clean.getBytes(StandardCharsets.UTF_8));
    }

    /** What has no end of line yet stays here. */
    @Override
    public void flush() throws IOException {
        to.flush();
    }

    @Override
    public void close() throws IOException {
        handOn();
        to.close();
    }
}
