package dev.flowbench.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowbench.flow.file.DocumentReader;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptTokensTest {
    @Test
    void promptsCountAsTheyAreWrittenWithoutWhatIsFilledIn() throws Exception {
        var read = new DocumentReader().read("""
                {"flowbench": 1, "id": "d", "name": "D",
                 "models": {"m": {"provider": "openai", "model": "gpt-4o"},
                            "c": {"provider": "anthropic", "model": "claude-opus-5"}},
                 "nodes": [
                  {"id": "plain", "kind": "llm", "model": "m", "messages": [{"role": "user", "text": "hello world"}]},
                  {"id": "filled", "kind": "llm", "model": "m",
                   "messages": [{"role": "user", "text": "hello{{#name}}{{name}}{{/name}} world"}]},
                  {"id": "open", "kind": "llm", "model": "c", "messages": [{"role": "user", "text": "hello {{wor"}]},
                  {"id": "off", "kind": "llm", "model": "m", "disabled": true,
                   "messages": [{"role": "user", "text": "hello world"}]},
                  {"id": "loop", "kind": "map", "slots": {"body": {"nodes": [
                    {"id": "sort", "kind": "router", "model": "m", "instructions": "hello world",
                     "routes": [{"id": "a", "description": "hello world"}]}]}}},
                  {"id": "lost", "kind": "llm", "model": "gone", "messages": [{"role": "user", "text": "hello"}]}]}
                """);
        List<PromptTokens.Prompt> prompts = new PromptTokens().of(read.workflow());

        assertThat(prompts).extracting(PromptTokens.Prompt::node).containsExactly("plain", "filled", "open", "sort");
        // Two tokens of text, and what a message takes.
        assertThat(prompts).extracting(prompt -> prompt.count().tokens()).startsWith(6L, 6L);
        assertThat(prompts).extracting(prompt -> prompt.count().own()).containsExactly(true, true, false, true);
        assertThat(prompts.get(2).model()).isEqualTo("anthropic/claude-opus-5");
        assertThat(prompts.getLast().count().tokens()).isBetween(10L, 16L);
    }
}
