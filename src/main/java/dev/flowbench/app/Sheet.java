package dev.flowbench.app;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a workflow can do when it runs live, for the person who decides whether it may.
 *
 * @param hash names exactly the content that is decided about, the other documents it uses included; 64 hexadecimal digits
 * @param sections what it can do, by topic; a topic with nothing to say is not there
 * @param free whether there is nothing to decide: it reaches nothing and nobody
 */
public record Sheet(String hash, List<Section> sections, boolean free) {
    /** What is decided about, in the order in which people read it. */
    public enum Topic {
        MODELS,
        TOOLS,
        HOSTS,
        COMMANDS,
        FOLDERS,
        SECRETS,
        MEMORY,
        LIMITS;

        /** Its heading. */
        public String title() {
            return AppTexts.text("sheet." + name());
        }
    }

    /**
     * One topic.
     *
     * @param lines for people, each whole: nothing is shortened
     */
    public record Section(Topic topic, List<String> lines) {
        public Section {
            lines = List.copyOf(lines);
        }
    }

    public Sheet {
        sections = List.copyOf(sections);
    }

    /** All of it as text, a heading and its lines for each topic. */
    public String text() {
        return sections.stream()
                .map(section -> section.topic().title() + "\n"
                        + section.lines().stream().map(line -> "  " + line.replace("\n", "\n  "))
                                .collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n"));
    }
}
