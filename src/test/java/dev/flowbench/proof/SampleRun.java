package dev.flowbench.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flowbench.app.Companions;
import dev.flowbench.app.Samples;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Tools;
import dev.flowbench.flow.Subflow;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.flow.file.UnreadableDocument;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.model.simulated.SimScript;
import dev.flowbench.model.simulated.SimulatedModel;
import dev.flowbench.tool.BuiltInTools;
import dev.flowbench.tool.Grants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A sample with one of its inputs, simulated at once.
 *
 * @param name of the file with the inputs
 * @param documents the further ones, by path
 */
public record SampleRun(
        String name,
        Workflow workflow,
        Map<String, Workflow> documents,
        Map<String, JsonNode> inputs,
        ChatModel model,
        Tools tools) {

    /**
     * All of them.
     *
     * @param outbox where their tools may write
     */
    public static List<SampleRun> all(Path outbox) {
        var all = new ArrayList<SampleRun>();
        for (Samples.Sample sample : Samples.installed().all()) {
            try {
                all.addAll(of(sample, outbox));
            } catch (Exception e) {
                throw new AssertionError(sample.id(), e);
            }
        }
        return all;
    }

    private static List<SampleRun> of(Samples.Sample sample, Path outbox) throws Exception {
        Companions files = sample.files();
        Path folder = files.flow().toAbsolutePath().getParent();
        Workflow workflow = new DocumentReader().read(files.flow()).workflow();
        var folders = new TreeMap<>(Map.of("outbox", outbox));
        if (Files.isDirectory(folder.resolve("files"))) {
            folders.put("files", folder.resolve("files"));
        }
        var others = new TreeMap<String, Workflow>();
        others(workflow, folder, others);
        var model = new SimulatedModel(SimScript.read(files.script().orElseThrow()), Pace.INSTANT);
        var all = new ArrayList<SampleRun>();
        try (Stream<Path> each = Files.list(folder)) {
            for (Path inputs : each.filter(file -> file.toString().contains(".inputs.")).sorted().toList()) {
                all.add(new SampleRun(inputs.getFileName().toString(), workflow, others, object(inputs), model,
                        new BuiltInTools(new Grants(folders))));
            }
        }
        return all;
    }

    private static void others(Workflow workflow, Path folder, Map<String, Workflow> found) {
        workflow.graph().forEach(node -> {
            if (node.kind() instanceof Subflow subflow && !found.containsKey(subflow.file())) {
                try {
                    Workflow other = new DocumentReader().read(folder.resolve(subflow.file())).workflow();
                    found.put(subflow.file(), other);
                    others(other, folder, found);
                } catch (UnreadableDocument e) {
                    throw new AssertionError(e);
                }
            }
        });
    }

    private static Map<String, JsonNode> object(Path file) throws IOException {
        var inputs = new LinkedHashMap<String, JsonNode>();
        new ObjectMapper().readTree(file.toFile()).properties()
                .forEach(entry -> inputs.put(entry.getKey(), entry.getValue()));
        return inputs;
    }

    @Override
    public String toString() {
        return name;
    }
}
