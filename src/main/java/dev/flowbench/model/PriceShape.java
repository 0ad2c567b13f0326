package dev.flowbench.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether a price table is one: a number that is not there would make a model free. */
final class PriceShape {
    private static final Set<String> WORDS = Set.of("names", "above", "source", "date", "note");
    private static final List<String> NEEDED = List.of("input", "output");
    private static final List<String> FURTHER = List.of("cacheRead", "cacheWrite", "reasoning");

    private PriceShape() {}

    /** @throws IllegalArgumentException if it is none; the message names the place */
    static void check(JsonNode table) {
        need(table.isObject(), "", "prices.object");
        JsonNode providers = table.path("providers");
        need(providers.isObject(), "providers", "prices.object");
        for (Map.Entry<String, JsonNode> vendor : providers.properties()) {
            String place = "providers." + vendor.getKey();
            need(vendor.getValue().isArray(), place, "prices.list");
            for (int i = 0; i < vendor.getValue().size(); i++) {
                model(vendor.getValue().get(i), place + "[" + i + "]");
            }
        }
    }

    private static void model(JsonNode model, String place) {
        need(model.isObject(), place, "prices.object");
        JsonNode names = model.path("names");
        need(names.isArray() && !names.isEmpty(), place + ".names", "prices.names");
        names.forEach(name -> need(name.isTextual() && !name.asText().isBlank(), place + ".names", "prices.names"));
        rates(model, place);
        long before = 0;
        for (int i = 0; i < model.path("above").size(); i++) {
            JsonNode tier = model.path("above").get(i);
            String at = place + ".above[" + i + "]";
            need(tier.isObject(), at, "prices.object");
            long tokens = tier.path("tokens").asLong();
            need(tier.path("tokens").isIntegralNumber() && tokens > before, at + ".tokens", "prices.tokens");
            before = tokens;
            rates(tier, at);
        }
        need(!model.has("above") || model.get("above").isArray(), place + ".above", "prices.list");
    }

    private static void rates(JsonNode rates, String place) {
        for (String name : NEEDED) rate(rates.path(name), place + "." + name);
        for (String name : FURTHER) {
            if (rates.has(name)) rate(rates.get(name), place + "." + name);
        }
        rates.fieldNames().forEachRemaining(name -> need(NEEDED.contains(name) || FURTHER.contains(name)
                || WORDS.contains(name) || name.equals("tokens"), place + "." + name, "prices.word"));
    }

    private static void rate(JsonNode rate, String place) {
        need(rate.isNumber() && rate.decimalValue().signum() >= 0, place, "prices.number");
    }

    private static void need(boolean so, String place, String key) {
        if (!so) throw new IllegalArgumentException(ModelTexts.text(key, place.isEmpty() ? "{ }" : place));
    }
}
