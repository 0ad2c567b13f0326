package dev.flowbench.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.engine.port.Prices.Price;
import java.util.List;
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
                prices.price("anthropic", "claude-sonnet-4-5").map(price -> price.upTo(200_000)));
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

    @Test
    void longRequestsCostWhatTheirTierSays() {
        Price pro = prices.price("gemini", "gemini-2.5-pro").orElseThrow();
        assertEquals(1_250_000_000L, pro.at(200_000).input());
        assertEquals(new Price(2_500_000_000L, 250_000_000, 2_500_000_000L, 15_000_000_000L), pro.at(200_001));
        assertEquals(15_000_000_000L, pro.outputBound());
        assertEquals(10_000_000_000L, pro.upTo(200_000).outputBound());
        assertEquals(pro, pro.upTo(200_001));
        assertEquals(100_000_000, prices.price("anthropic", "claude-haiku-5-5").orElseThrow().at(100_000).input());
        assertEquals(500_000_000, prices.price("anthropic", "claude-haiku-5-5").orElseThrow().at(100_001).input());
        assertEquals(pro, PriceTable.of(prices.json()).price("gemini", "gemini-2.5-pro").orElseThrow());
    }

    @Test
    void ownPricesHoldForAllThatTheyName() {
        PriceTable own = prices.with("""
                {"providers": {"openai": [{"names": ["gpt-4.1*"], "input": 1, "output": 1}],
                               "openai-compatible": [{"names": ["Qwen*"], "input": 2, "output": 2}],
                               "gemini": [{"names": ["gemini-2.5-pro"], "input": 3, "output": 3}]}}
                """);
        for (PriceTable table : List.of(own, PriceTable.of(own.json()))) {
            assertEquals(1_000_000_000, table.price("openai", "gpt-4.1").orElseThrow().input());
            assertEquals(1_000_000_000, table.price("openai", "gpt-4.1-mini").orElseThrow().input());
            assertEquals(2_000_000_000, table.price("openai-compatible", "qwen3:8b").orElseThrow().input());
            assertEquals(3_000_000_000L, table.price("gemini", "models/gemini-2.5-pro").orElseThrow().input());
            assertEquals(prices.price("openai", "gpt-4o"), table.price("openai-compatible", "openai/gpt-4o"));
            assertEquals(prices.price("gemini", "gemini-2.0-flash"), table.price("gemini", "gemini-2.0-flash"));
        }
    }

    @Test
    void aServerOnThisMachineIsFreeUnlessTheUserSaysWhatItCosts() {
        String here = "http://localhost:4000/v1";
        PriceTable own = prices.with("""
                {"providers": {"openai-compatible": [{"names": ["paid"], "input": 2, "output": 2}],
                               "openai": [{"names": ["gpt*"], "input": 1, "output": 1}]}}""");
        assertEquals(2_000_000_000, own.price("openai-compatible", "paid", here).orElseThrow().input());
        assertEquals(Optional.of(Price.FREE), own.price("openai-compatible", "gpt-oss", here));
        assertEquals(Optional.of(Price.FREE), prices.price("openai-compatible", "paid", here));
        assertEquals(Optional.empty(), own.price("openai-compatible", "other", "https://example.org/v1"));
    }

    @Test
    void ownPricesGoBeforeTheTableAndHaveTiersToo() {
        Price own = prices.with("""
                {"providers": {"openai": [{"names": ["gpt-4.1", "mine*"], "input": 1, "output": 2,
                  "above": [{"tokens": 10, "input": 3, "output": 4}, {"tokens": 20, "input": 5, "output": 6}]}]}}
                """).price("openai", "mine-1").orElseThrow();
        assertEquals(1_000_000_000, own.at(10).input());
        assertEquals(3_000_000_000L, own.at(20).input());
        assertEquals(6_000_000_000L, own.at(21).output());
        assertEquals(5_000_000_000L, own.inputBound());
        assertEquals(3_000_000_000L, own.upTo(20).inputBound());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"[]|{ } must be an object", "{}|providers must be an object",
        "{'providers':{'openai':{}}}|providers.openai must be a list",
        "{'providers':{'openai':[{'names':['m'],'output':1}]}}|providers.openai[0].input must be a number",
        "{'providers':{'openai':[{'names':['m'],'input':1,'output':'2'}]}}|providers.openai[0].output must be a number",
        "{'providers':{'openai':[{'names':['m'],'input':-1,'output':2}]}}|providers.openai[0].input must be a number",
        "{'providers':{'openai':[{'names':'m','input':1,'output':2}]}}|providers.openai[0].names must be a list of names",
        "{'providers':{'x':[{'names':['m'],'input':1,'output':2,'cachRead':1}]}}|providers.x[0].cachRead is not known",
        "{'providers':{'x':[{'names':['m'],'input':1,'output':2,'above':[{'input':1,'output':1}]}]}}|above[0].tokens must",
        "{'providers':{'x':[{'names':['m'],'input':1,'output':2,'above':{}}]}}|providers.x[0].above must be a list",
        "{'providers':{'x':[{'names':['m'],'input':1e30,'output':2}]}}|too large", "{'providers':|Line 1, column"})
    void ownPricesThatAreNoneAreRefusedWithThePlace(String own, String told) {
        String message = assertThrows(IllegalArgumentException.class, () -> prices.with(own.replace('\'', '"')))
                .getMessage();
        assertTrue(message.contains(told), message);
    }

    @ParameterizedTest
    @CsvSource({"openai,gpt-9", "openai,gpt-4.1-mini-huge", "openai-compatible,qwen3", "openai-compatible,gpt-oss-20b",
        "openai-compatible,meta/gpt-4o", "anthropic,claude-opus-4-10", "anthropic,claude-sonnet-5-7",
        "anthropic,gpt-4o", "elsewhere,gpt-4o", "openai,''"})
    void whatItDoesNotKnowHasNoPrice(String provider, String model) {
        assertEquals(Optional.empty(), prices.price(provider, model));
    }
}
