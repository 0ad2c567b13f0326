package dev.flowbench.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a file cannot be read or written, in words for people: an exception often says no more than the file's name. */
final class Why {
    private Why() {}

    static String of(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> CliTexts.text("why.denied");
            case NoSuchFileException _ -> CliTexts.text("why.none");
            case NotDirectoryException _ -> CliTexts.text("why.noFolder");
            case CharacterCodingException _ -> CliTexts.text("why.noText");
            case FileSystemException said -> words(said.getReason());
            default -> words(e.getMessage());
        };
    }

    /**
     * That something cannot be read or written, with the way out. What is a sentence of ours already says both.
     *
     * @param key {@code read.failed} or {@code write.failed}
     */
    static String failed(String key, Object place, IOException e) {
        String said = e.getMessage() == null ? "" : e.getMessage();
        return !(e instanceof FileSystemException) && said.endsWith(".") ? said : CliTexts.text(key, place, of(e));
    }

    /** What the system says, such as {@code No space left on device}. */
    private static String words(@Nullable String said) {
        return switch (said == null ? "" : said.strip()) {
            case "" -> CliTexts.text("why.unknown");
            case "Is a directory" -> CliTexts.text("why.folder");
            case String text when Character.isUpperCase(text.charAt(0)) && text.indexOf(' ') > 0 ->
                text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
            case String text -> text;
        };
    }
}
