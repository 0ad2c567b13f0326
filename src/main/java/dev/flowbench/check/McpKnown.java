package dev.flowbench.check;

import java.util.Optional;
import java.util.Set;

/** What is known of the MCP servers of this machine without starting one. Asked at each check, so it must be quick. */
public interface McpKnown {
    /** Nothing is known. */
    McpKnown NOTHING = new McpKnown() {
        @Override
        public Optional<Set<String>> servers() {
            return Optional.empty();
        }

        @Override
        public Optional<Set<String>> tools(String server) {
            return Optional.empty();
        }
    };

    /** Names of the servers that the user has configured; empty where that is not known. */
    Optional<Set<String>> servers();

    /** Names of the tools of a server, as a person last saw them; empty where nobody has. */
    Optional<Set<String>> tools(String server);
}
