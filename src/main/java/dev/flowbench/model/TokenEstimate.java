package dev.flowbench.model;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.ToolSpec;
import dev.flowbench.engine.event.ToolUse;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How many tokens a request may count as input, for people to look at before it is sent. What is held is the upper bound
 * ({@code ChatModel.inputBound}), and what is paid is what the provider says. The first estimate loads an encoding, which
 * takes up to a second; a prompt then takes a millisecond or two, a million characters some seconds at worst. For any thread,
 * but not for that of the window.
 */
public final class TokenEstimate {
    private static final Pattern OLDER = Pattern.compile("gpt-4-|gpt-4$|gpt-3|gpt-35");
    private static final Pattern KNOWN = Pattern.compile("gpt-|o\\d|chatgpt|ft:gpt-");
    private static final int PER_MESSAGE = 4;
    private static final int PER_TOOL = 8;
    /** What an image of usual size counts. */
    private static final int PER_IMAGE = 1_000;

    private final EncodingRegistry encodings = Encodings.newLazyEncodingRegistry();

    /**
     * An estimate.
     *
     * @param tokens a number of tokens
     * @param own whether it was counted with the model's own encoding; else with one that is like it
     */
    public record Count(long tokens, boolean own) {}

    /** The input of a request. */
    public Count of(ModelRequest request) {
        Encoding encoding = encoding(request.model());
        long tokens = 0;
        boolean images = false;
        for (ModelRequest.Turn turn : request.messages()) {
            tokens += count(encoding, turn.text()) + PER_MESSAGE + (long) PER_IMAGE * turn.images().size();
            images |= !turn.images().isEmpty();
            for (ToolUse use : turn.toolCalls()) {
                tokens += count(encoding, use.tool()) + count(encoding, use.arguments().toString()) + PER_TOOL;
            }
        }
        for (ToolSpec tool : request.tools()) {
            tokens += count(encoding, tool.name()) + count(encoding, tool.description())
                    + count(encoding, tool.parameters().toString()) + PER_TOOL;
        }
        if (request.schema() != null) tokens += count(encoding, request.schema().toString());
        return new Count(tokens, !images && isOwn(request.provider(), request.model()));
    }

    /** A text, as a model counts it. */
    public Count of(String provider, String model, String text) {
        return new Count(count(encoding(model), text), isOwn(provider, model));
    }

    /** Messages, as a model counts them. */
    public Count of(String provider, String model, List<String> messages) {
        Encoding encoding = encoding(model);
        long tokens = messages.stream().mapToLong(text -> count(encoding, text) + PER_MESSAGE).sum();
        return new Count(tokens, isOwn(provider, model));
    }

    private static boolean isOwn(String provider, String model) {
        return provider.startsWith("openai") && KNOWN.matcher(bare(model)).lookingAt();
    }

    private static long count(Encoding encoding, String text) {
        // What looks like a word of the encoding's own is text.
        return encoding.countTokensOrdinary(text);
    }

    private Encoding encoding(String model) {
        return encodings.getEncoding(OLDER.matcher(bare(model)).lookingAt()
                ? EncodingType.CL100K_BASE
                : EncodingType.O200K_BASE);
    }

    private static String bare(String model) {
        return model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    }
}
