package dev.flowbench.flow.file;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Reads and writes the values of one type of the document. */
interface Codec {
    /**
     * What came of a value of the file.
     *
     * @param value what was read; null where nothing could be
     * @param rest what could not be read, kept as it came; null where all could
     */
    record Decoded(@Nullable Object value, @Nullable JsonNode rest) {}

    /** Reads a value; what it cannot read it reports, and gives back as the rest. */
    Decoded decode(JsonNode json, At at, Report report);

    JsonNode encode(Object value, Style style);

    /** How a document is written. */
    enum Style {
        /** As the file. */
        FILE,
        /** Only what bears on its behaviour, with what has no order sorted. */
        MEANING
    }
}
