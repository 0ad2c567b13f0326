package dev.flowbench.app;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import dev.flowbench.net.Redaction;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.slf4j.LoggerFactory;

/**
 * How a line of the log is written: without secrets, whoever logs it, a library or we, stack traces included. What is shaped
 * like a key goes as well, since nobody needs it there. Named in {@code logback.xml}.
 */
public final class CleanLog extends PatternLayoutEncoder {
    private static final String KNOWN = CleanLog.class.getName();

    private final Redaction shapes = new Redaction();

    /** Keeps out of the log from now on what a redaction knows, for as long as the redaction is in use. */
    static void hides(Redaction redaction) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            known(context).add(redaction);
        }
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String text = layout.doLayout(event);
        Set<Redaction> known = known(getContext());
        synchronized (known) {
            for (Redaction one : known) {
                text = one.withoutKnown(text);
            }
        }
        return shapes.of(text).getBytes(StandardCharsets.UTF_8);
    }

    /** They stand with the context: this class is made by the logging library, which knows nothing else of us. */
    @SuppressWarnings("unchecked")
    private static Set<Redaction> known(Context context) {
        synchronized (context.getConfigurationLock()) {
            if (context.getObject(KNOWN) instanceof Set<?> known) {
                return (Set<Redaction>) known;
            }
            Set<Redaction> known = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
            context.putObject(KNOWN, known);
            return known;
        }
    }
}
