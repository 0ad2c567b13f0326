package dev.flowbench.app;

import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.flow.file.UnreadableDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The sample workflows that come with the program: folders named by id, each with {@code ID.flow.json}. Methods block. */
public final class Samples {
    /** The system property that names their folder. */
    public static final String PROPERTY = "flowbench.samples";

    private final Path folder;

    /** @param folder where they are; need not be there */
    public Samples(Path folder) {
        this.folder = folder;
    }

    /** Those that {@value #PROPERTY} names, else those of the folder {@code sample-workflows} below the current one. */
    public static Samples installed() {
        @Nullable String named = System.getProperty(PROPERTY);
        return new Samples(Path.of(named == null ? "sample-workflows" : named));
    }

    /**
     * A sample.
     *
     * @param id its id, the name of its folder
     * @param name what people read
     * @param description one paragraph on what it shows
     * @param files its workflow and what stands beside it
     */
    public record Sample(String id, String name, String description, Companions files) {}

    /** Where they are. */
    public Path folder() {
        return folder;
    }

    /** All samples that can be read, the simplest first: by the number of their nodes, then by id. */
    public List<Sample> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var found = new TreeMap<Integer, List<Sample>>();
        var reader = new DocumentReader();
        try (Stream<Path> folders = Files.list(folder)) {
            for (Path each : folders.filter(Files::isDirectory).sorted().toList()) {
                String id = String.valueOf(each.getFileName());
                add(reader, id, each.resolve(id + Companions.FLOW), found);
            }
        } catch (IOException _) {
            // Samples are an offer: a folder that cannot be listed offers nothing.
        }
        return found.values().stream().flatMap(List::stream).toList();
    }

    private static void add(DocumentReader reader, String id, Path flow, Map<Integer, List<Sample>> found) {
        try {
            var workflow = reader.read(flow).workflow();
            String note = workflow.note() == null ? "" : workflow.note();
            int[] nodes = {0};
            workflow.graph().forEach(_ -> nodes[0]++);
            found.computeIfAbsent(nodes[0], _ -> new ArrayList<>())
                    .add(new Sample(id, workflow.displayName(), note, new Companions(flow)));
        } catch (UnreadableDocument _) {
            // No workflow, no sample.
        }
    }
}
