package dev.flowbench.model.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.message.ImageContent;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Images as documents give them. */
public final class Images {
    private static final Pattern DATA = Pattern.compile("data:(image/[\\w.+-]{1,40});base64,");
    /** Under this type an address goes through a library that would fetch it. */
    private static final String ADDRESS = "application/x-flowbench-address";

    private Images() {}

    /** Empty where it is neither a {@code data:} URL of an image in Base64 nor an {@code https} address. */
    static Optional<ImageContent> content(String image, boolean hideAddress) {
        Matcher data = DATA.matcher(image);
        if (data.lookingAt()) {
            String bytes = image.substring(data.end());
            return bytes.isEmpty() ? Optional.empty() : Optional.of(ImageContent.from(bytes, data.group(1)));
        }
        try {
            URI address = new URI(image);
            if (!"https".equalsIgnoreCase(address.getScheme()) || address.getHost() == null) return Optional.empty();
            return Optional.of(hideAddress
                    ? ImageContent.from(
                            Base64.getEncoder().encodeToString(image.getBytes(StandardCharsets.UTF_8)), ADDRESS)
                    : ImageContent.from(address));
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    /**
     * The address that went through a library hidden.
     *
     * @param blob what the library wrote, with {@code mimeType} and {@code data}
     */
    public static Optional<String> address(JsonNode blob) {
        return blob instanceof ObjectNode && blob.path("mimeType").asText().equals(ADDRESS)
                ? Optional.of(new String(Base64.getDecoder().decode(blob.path("data").asText()),
                        StandardCharsets.UTF_8))
                : Optional.empty();
    }
}
