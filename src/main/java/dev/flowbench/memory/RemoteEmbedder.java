package dev.flowbench.memory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.net.Content;
import dev.flowbench.net.Credential;
import dev.flowbench.net.Http;
import dev.flowbench.net.NetException;
import dev.flowbench.net.Reply;
import dev.flowbench.net.Request;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Embeddings of a server that speaks as OpenAI does. */
public final class RemoteEmbedder implements Embedder {
    /** The most texts that go in one request. */
    static final int BATCH = 64;
    /** Of a longer text the beginning counts: servers refuse what is longer than their model reads. */
    static final int MOST_CHARS = 6_000;
    private static final int MOST_SAID = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Http http;
    private final URI address;
    private final String model;
    private final @Nullable Credential credential;

    /**
     * @param base address before {@code /embeddings}: {@code https://api.openai.com/v1}
     * @param credential the key; null for none
     */
    public RemoteEmbedder(Http http, URI base, String model, @Nullable Credential credential) {
        this.http = http;
        this.address = URI.create(base.toString().replaceAll("/+$", "") + "/embeddings");
        this.model = model;
        this.credential = credential;
    }

    @Override
    public String name() {
        return model + " @ " + address;
    }

    @Override
    public List<float[]> embed(List<String> texts) throws Failed {
        var vectors = new ArrayList<float[]>();
        for (int from = 0; from < texts.size(); from += BATCH) {
            vectors.addAll(batch(texts.subList(from, Math.min(texts.size(), from + BATCH))));
        }
        return vectors;
    }

    private List<float[]> batch(List<String> texts) throws Failed {
        ObjectNode body = JSON.createObjectNode().put("model", model).put("encoding_format", "float");
        ArrayNode input = body.putArray("input");
        for (String text : texts) {
            // Servers refuse an empty text.
            input.add(text.isBlank() ? "-" : text.substring(0, Math.min(text.length(), MOST_CHARS)));
        }
        var request = new Request("POST", address, Map.of(), Content.json(body.toString()), credential, 0,
                Request.Reading.WHOLE, null);
        Reply reply;
        try {
            reply = http.send(request, PATIENCE, _ -> {}, _ -> {});
        } catch (NetException e) {
            throw new Failed(MemoryTexts.text("embed.net", address.getAuthority(), String.valueOf(e.getMessage())), e);
        }
        if (!reply.ok()) {
            throw new Failed(MemoryTexts.text("embed.status", address.getAuthority(), Integer.toString(reply.status()),
                    said(reply.body())));
        }
        return vectors(reply.body(), texts.size());
    }

    private String said(String body) {
        String text;
        try {
            JsonNode error = JSON.readTree(body).path("error");
            text = error.path("message").asText(error.asText(""));
        } catch (JsonProcessingException _) {
            text = "";
        }
        String clean = http.redaction().of(text.strip());
        return clean.substring(0, Math.min(clean.length(), MOST_SAID));
    }

    private List<float[]> vectors(String body, int count) throws Failed {
        JsonNode data;
        try {
            data = JSON.readTree(body).path("data");
        } catch (JsonProcessingException e) {
            throw odd(e);
        }
        float[][] vectors = new float[count][];
        for (int i = 0; i < data.size(); i++) {
            JsonNode one = data.get(i);
            // Their order is not promised.
            int place = one.path("index").asInt(i);
            JsonNode numbers = one.path("embedding");
            if (place < 0 || place >= count || !numbers.isArray() || numbers.isEmpty()) {
                throw odd(null);
            }
            vectors[place] = floats(numbers);
        }
        for (float[] vector : vectors) {
            if (vector == null || vector.length != vectors[0].length) {
                throw odd(null);
            }
        }
        return List.of(vectors);
    }

    private float[] floats(JsonNode numbers) throws Failed {
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            JsonNode number = numbers.get(i);
            vector[i] = number.floatValue();
            if (!number.isNumber() || !Float.isFinite(vector[i])) {
                throw odd(null);
            }
        }
        return vector;
    }

    private Failed odd(@Nullable Throwable cause) {
        String why = MemoryTexts.text("embed.odd", address.getAuthority());
        return cause == null ? new Failed(why) : new Failed(why, cause);
    }
}
