package dev.flowbench.model;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.file.Json;
import dev.flowbench.flow.file.Position;
import dev.flowbench.flow.file.UnreadableDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The list prices of OpenAI, Anthropic and Google, from a dated resource. A model is found by its name, then without a
 * date or version at its end ({@code gpt-4.1-mini-2025-04-14}), then by the beginning the table gives for a family. At
 * a compatible server all vendors' names are known, with the vendor before them or not ({@code openai/gpt-4o}); every
 * other name there has no price.
 */
public final class PriceTable implements Prices {
    /** Marks the user's in a table that a run keeps. */
    private static final String OWN = "own";
    private static final String RESOURCE = "prices.json";
    private static final BigDecimal NANO = BigDecimal.valueOf(1_000_000_000L);
    private static final Pattern DATED = Pattern.compile(
            "[-@](?:\\d{8}|\\d{4}-\\d{2}-\\d{2}|\\d{3,4}|latest)$");
    /** After the beginning of a family: another version number makes it another model. */
    private static final Pattern OTHER_VERSION = Pattern.compile("[-.]?\\d{1,2}(?:\\D.*)?");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final String table;
    private final String json;
    private final Map<String, Vendor> vendors = new HashMap<>();
    /** The user's, which are asked first. */
    private final Map<String, Vendor> own = new HashMap<>();

    /** @param literal whether the beginning of a family stands for all that begin so, other versions too */
    private record Vendor(Map<String, Price> exact, TreeMap<String, Price> families, boolean literal) {
        Vendor(boolean literal) {
            this(new HashMap<>(), new TreeMap<>(), literal);
        }

        Optional<Price> price(String model) {
            Price price = exact.get(model);
            if (price == null) price = exact.get(DATED.matcher(model).replaceFirst(""));
            if (price == null) price = family(model);
            return Optional.ofNullable(price);
        }

        private @Nullable Price family(String model) {
            // The longest beginning wins: descending order tries it first.
            for (Map.Entry<String, Price> family : families.descendingMap().entrySet()) {
                String begin = family.getKey();
                if (model.startsWith(begin)
                        && (literal || !OTHER_VERSION.matcher(model.substring(begin.length())).matches())) {
                    return family.getValue();
                }
            }
            return null;
        }
    }

    private PriceTable(JsonNode root) {
        this.table = ModelTexts.text("prices.table", root.path("date").asText());
        this.json = root.toString();
        for (Map.Entry<String, JsonNode> vendor : root.path("providers").properties()) {
            for (JsonNode model : vendor.getValue()) {
                Price price = price(model);
                boolean mine = model.path(OWN).asBoolean();
                Vendor known = (mine ? own : vendors).computeIfAbsent(vendor.getKey(), _ -> new Vendor(mine));
                for (JsonNode name : model.path("names")) {
                    String text = mine ? name.asText().toLowerCase(Locale.ROOT) : name.asText();
                    if (text.endsWith("*"))
                        known.families.put(text.substring(0, text.length() - 1), price);
                    else
                        known.exact.put(text, price);
                }
            }
        }
    }

    /** The table that comes with this version. */
    public static PriceTable bundled() {
        try (InputStream in = PriceTable.class.getResourceAsStream(RESOURCE)) {
            if (in == null) throw new IllegalStateException("no " + RESOURCE);
            return new PriceTable(JSON.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The table that a run keeps.
     *
     * @param json what {@link #json} gave
     * @throws IllegalArgumentException if it is no price table
     */
    public static PriceTable of(String json) {
        try {
            return new PriceTable(JSON.readTree(json));
        } catch (IOException | ArithmeticException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /**
     * This table with prices of the user's own, which go before it.
     *
     * @param own a table of the same shape; its date may be left out
     * @throws IllegalArgumentException if it is no price table; the message, for people, names the place
     */
    public PriceTable with(String own) {
        try {
            var merged = (ObjectNode) JSON.readTree(json);
            JsonNode given = JSON.readTree(own);
            PriceShape.check(given);
            for (Map.Entry<String, JsonNode> vendor : given.path("providers").properties()) {
                ArrayNode all = merged.withObject("providers").withArray(vendor.getKey());
                vendor.getValue().forEach(model -> all.add(((ObjectNode) model).put(OWN, true)));
            }
            merged.put("date", ModelTexts.text("prices.own", merged.path("date").asText()));
            return new PriceTable(merged);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(notJson(own, e), e);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(ModelTexts.text("prices.large"), e);
        }
    }

    /** In the words that are used for documents. */
    private static String notJson(String own, JsonProcessingException e) {
        try {
            Json.read(own);
        } catch (UnreadableDocument said) {
            @Nullable Position at = said.position();
            return ModelTexts.text("prices.notJson", at == null ? 1 : at.line(), at == null ? 1 : at.column(),
                    said.what());
        }
        @Nullable JsonLocation at = e.getLocation();
        return ModelTexts.text("prices.notJson", at == null ? 1 : at.getLineNr(), at == null ? 1 : at.getColumnNr(),
                e.getOriginalMessage());
    }

    private static Price price(JsonNode model) {
        var tiers = new ArrayList<Prices.Tier>();
        for (JsonNode tier : model.path("above")) {
            tiers.add(new Prices.Tier(tier.path("tokens").asLong(), price(tier)));
        }
        long input = nano(model.path("input"));
        return new Price(input, model.has("cacheRead") ? nano(model.get("cacheRead")) : input,
                model.has("cacheWrite") ? nano(model.get("cacheWrite")) : input, nano(model.path("output")),
                nano(model.has("reasoning") ? model.get("reasoning") : model.path("output")), tiers);
    }

    private static long nano(JsonNode dollars) {
        return dollars.decimalValue().multiply(NANO).setScale(0, RoundingMode.CEILING).longValueExact();
    }

    @Override
    public String table() { return table; }

    @Override
    public String json() { return json; }

    @Override
    public Optional<Price> price(String provider, String model) {
        String name = model.strip().toLowerCase(Locale.ROOT);
        return price(own, provider, name).or(() -> price(vendors, provider, name));
    }

    /** A server on this machine may pass requests on to one that is paid: the user's own price holds there too. */
    @Override
    public Optional<Price> price(String provider, String model, @Nullable String baseUrl) {
        return priced(own, provider, model.strip().toLowerCase(Locale.ROOT))
                .or(() -> Prices.super.price(provider, model, baseUrl));
    }

    private static Optional<Price> price(Map<String, Vendor> vendors, String provider, String name) {
        for (String known : provider.equals("gemini") ? List.of("gemini", "google") : List.of(provider)) {
            Optional<Price> price = priced(vendors, known, name.startsWith("models/") ? name.substring(7) : name);
            if (price.isPresent()) return price;
        }
        if (!provider.equals("openai-compatible")) return Optional.empty();
        int slash = name.indexOf('/');
        return slash > 0
                ? priced(vendors, name.substring(0, slash), name.substring(slash + 1))
                : vendors.values().stream().flatMap(one -> one.price(name).stream()).findFirst();
    }

    private static Optional<Price> priced(Map<String, Vendor> vendors, String vendor, String model) {
        return Optional.ofNullable(vendors.get(vendor)).flatMap(known -> known.price(model));
    }
}
