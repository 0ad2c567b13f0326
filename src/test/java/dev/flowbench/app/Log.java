package dev.flowbench.app;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.FileAppender;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** The log that the program writes, wherever that is in tests; other processes may write there too. */
public record Log(Path path) {
    public static Log file() {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        var file = (FileAppender<?>) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("file");
        return new Log(Path.of(file.getFile()));
    }

    public long size() throws IOException {
        return Files.size(path);
    }

    /** What was written since it was so large. */
    public String from(long size) throws IOException {
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            byte[] rest = new byte[(int) (file.length() - size)];
            file.seek(size);
            file.readFully(rest);
            return new String(rest, StandardCharsets.ISO_8859_1);
        }
    }
}
