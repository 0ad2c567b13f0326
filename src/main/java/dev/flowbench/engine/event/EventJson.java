package dev.flowbench.engine.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.dataformat.smile.SmileConstants;
import com.fasterxml.jackson.dataformat.smile.SmileFactory;
import com.fasterxml.jackson.dataformat.smile.SmileGenerator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Events as JSON, one event a line: what {@code run --events} prints and an export holds. A journal keeps them packed:
 * the same names and values in the Smile format, written and read by the same code.
 *
 * <p>A line is one flat object. First where and when: {@code seq}, {@code at} (microseconds since 1970), {@code type}
 * (as {@code step-started}), {@code run}, {@code span}, {@code parent}, {@code node}, {@code key}, {@code child},
 * {@code index}, {@code attempt}; then what happened, under the names of the components of {@link What}. What is null
 * or empty is left out. Names never change their meaning; a reader ignores names it does not know.
 *
 * <p>For many events use one {@link EventWriter} and {@link #readLines}.
 */
public final class EventJson {
    private static final int DEEP = 5_000;
    private static final StreamReadConstraints READING = StreamReadConstraints.builder()
            .maxStringLength(Integer.MAX_VALUE).maxNestingDepth(DEEP).maxNumberLength(10_000).build();
    private static final StreamWriteConstraints WRITING = StreamWriteConstraints.builder().maxNestingDepth(DEEP)
            .build();

    /** No separator between root values: the writer ends each line itself. */
    static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .rootValueSeparator((String) null)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(READING)
            .streamWriteConstraints(WRITING)
            .build();
    /** The same tokens in fewer bytes; a name or short text that was there before is a reference to it. */
    static final JsonFactory PACKED = SmileFactory.builder()
            .enable(SmileGenerator.Feature.CHECK_SHARED_STRING_VALUES)
            // Half a character, as a server may send it, must not keep a run from being kept.
            .enable(SmileGenerator.Feature.LENIENT_UTF_ENCODING)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(READING)
            .streamWriteConstraints(WRITING)
            .build();

    /** Packed bytes say so themselves; no line begins like this. */
    static JsonFactory factory(byte[] bytes, int from, int length) {
        return length > 0 && bytes[from] == SmileConstants.HEADER_BYTE_1 ? PACKED : FACTORY;
    }

    private EventJson() {
    }

    /** One event as a line without its end. */
    public static String line(Event event) {
        EventWriter writer = new EventWriter();
        writer.write(event);
        return new String(writer.buffer(), 0, writer.size() - 1, StandardCharsets.UTF_8);
    }

    /**
     * The event of one line.
     *
     * @throws EventFormatException if it is not JSON, or no event of a type this version knows
     */
    public static Event read(String line) throws EventFormatException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        List<Event> events = new ArrayList<>(1);
        readLines(bytes, 0, bytes.length, events::add);
        if (events.size() != 1) {
            throw new EventFormatException(EventTexts.text("line.one", events.size()));
        }
        return events.getFirst();
    }

    /**
     * Reads all events of a stretch of bytes, in order: lines, or a packed block.
     *
     * @throws EventFormatException at the first line that cannot be read; the events before it have been handed out
     */
    public static void readLines(byte[] bytes, int from, int length, Consumer<Event> reader)
            throws EventFormatException {
        new EventReader(bytes, from, length, new HashMap<>()).forEach(reader);
    }

    /**
     * Reads the events of one run from several stretches of bytes, in order: a request may refer to messages in an
     * earlier stretch. Not for several threads at once.
     */
    public static final class RunReader {
        private final Map<EventReader.Frame, EventReader.Conversation> conversations = new HashMap<>();

        /**
         * Reads the next stretch: lines, or a packed block.
         *
         * @throws EventFormatException at the first line that cannot be read; the events before it have been handed out
         */
        public void readLines(byte[] bytes, int from, int length, Consumer<Event> reader)
                throws EventFormatException {
            new EventReader(bytes, from, length, conversations).forEach(reader);
        }
    }
}
