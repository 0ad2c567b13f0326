package dev.flowbench.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.engine.port.Prices.Price;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTableTest {
    private final PriceTable prices = PriceTable.bundled();

    @Test
    void saysWhatItIs() {
        assertTrue(prices.table().matches("List prices of \\d{4}-\\d{2}-\\d{2}"), prices.table());
    }

    @Test
    void moneyIsExact() {
        assertEquals(Optional.of(new Price(400_000_000, 100_000_000, 400_000_000, 1_600_000_000)),
                prices.price("openai", "gpt-4.1-mini"));
        assertEquals(Optional.of(new Price(3_000_000_000L, 300_000_000, 3_750_000_000L, 15_000_000_000L)),
                prices.price("anthropic", "claude-sonnet-4-5"));
    }

    @ParameterizedTest
    @CsvSource({"openai,gpt-4.1", "openai,gpt-4.1-nano", "openai,gpt-4o", "openai,gpt-4o-mini", "openai,gpt-5",
        "openai,gpt-5-mini", "openai,gpt-5-nano", "openai,o1", "openai,o3", "openai,o3-mini", "openai,o4-mini",
        "anthropic,claude-3-5-haiku-latest", "anthropic,claude-3-7-sonnet-20250219", "anthropic,claude-opus-4-1",
        "anthropic,claude-haiku-4-5", "anthropic,claude-sonnet-5-5", "anthropic,claude-haiku-5-5-20261007",
        "anthropic,claude-opus-5-5", "openai,gpt-6-sol", "google,gemini-4-argon", "gemini,gemini-3.8-flash",
        "anthropic,claude-opus-4-5-20251101", "google,gemini-2.0-flash",
        "google,gemini-2.5-pro", "gemini,models/gemini-2.5-flash"})
    void knowsTheUsualModels(String provider, String model) {
        Price price = prices.price(provider, model).orElseThrow();
        assertTrue(price.input() > 0 && price.output() >= price.input() && price.cacheRead() <= price.input());
    }

    @ParameterizedTest
    @CsvSource({"openai,gpt-4.1-mini-2025-04-14,gpt-4.1-mini", "openai,gpt-4.1-mini-2031-01-02,gpt-4.1-mini",
        "openai,GPT-4o,gpt-4o", "anthropic,claude-sonnet-4-5-20250929,claude-sonnet-4-5",
        "google,gemini-2.0-flash-001,gemini-2.0-flash",
        "anthropic,claude-3-5-haiku-20241022,claude-3-5-haiku-latest"})
    void aDatedNameCostsWhatItsModelCosts(String provider, String dated, String model) {
        assertEquals(prices.price(provider, model).orElseThrow(), prices.price(provider, dated).orElseThrow());
    }

    @Test
    void compatibleServersSellVendorsModels() {
        Optional<Price> price = prices.price("openai", "gpt-4o");
        assertEquals(price, prices.price("openai-compatible", "openai/gpt-4o"));
        assertEquals(price, prices.price("openai-compatible", "gpt-4o"));
    }

    @ParameterizedTest
    @CsvSource({"openai,gpt-9", "openai,gpt-4.1-mini-huge", "openai-compatible,qwen3", "openai-compatible,gpt-oss-20b",
        "openai-compatible,meta/gpt-4o", "anthropic,claude-opus-4-10", "anthropic,claude-sonnet-5-7",
        "anthropic,gpt-4o", "elsewhere,gpt-4o", "openai,''"})
    void whatItDoesNotKnowHasNoPrice(String provider, String model) {
        assertEquals(Optional.empty(), prices.price(provider, model));
    }
}
