package dev.flowbench.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flowbench.app.Consents.Standing;
import dev.flowbench.check.Preflight;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.SemanticHash;
import dev.flowbench.flow.file.UnreadableDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a content may run live here. What was written here, what a person allowed, what comes with the program and
 * what reaches nothing may; everything else is restricted. Decided is the meaning, with all other documents it uses.
 */
final class Trust {
    private final Documents documents;
    private final Consents consents;
    private final Samples samples;
    private final World world;

    Trust(Documents documents, Consents consents, Samples samples, World world) {
        this.documents = documents;
        this.consents = consents;
        this.samples = samples;
        this.world = world;
    }

    /** Names a content: equal for documents that differ only in layout, titles and notes. */
    static String hash(Workflow workflow, Map<String, Workflow> others) {
        String own = SemanticHash.of(workflow);
        if (others.isEmpty()) {
            return own;
        }
        var all = JsonNodeFactory.instance.objectNode().put("", own);
        new TreeMap<>(others).forEach((path, other) -> all.put(path, SemanticHash.of(other)));
        return Canonical.sha256(all);
    }

    /** @param file where the document is kept; null for one never saved */
    Sheet sheet(Workflow workflow, Map<String, Workflow> others, @Nullable Path file) {
        var known = new LinkedHashMap<String, Tool.Definition>();
        world.tools(file).all().forEach(tool -> known.put(tool.definition().name(), tool.definition()));
        return Sheets.of(hash(workflow, others), workflow, others, known, world.folders(file), _ -> Optional.empty(),
                Preflight.of(workflow, others, world.prices()));
    }

    /** @throws CannotRun with the sheet if nobody allowed it */
    void check(Workflow workflow, Map<String, Workflow> others, @Nullable Path file) throws CannotRun {
        if (standing(workflow, others) != Standing.RESTRICTED) {
            return;
        }
        Sheet sheet = sheet(workflow, others, file);
        if (!sheet.free() && !isSample(sheet.hash())) {
            throw CannotRun.restricted(sheet);
        }
    }

    Standing standing(Workflow workflow, Map<String, Workflow> others) {
        return consents.of(hash(workflow, others));
    }

    void keep(Workflow workflow, Map<String, Workflow> others, Standing how) throws IOException {
        world.prepare();
        consents.keep(hash(workflow, others), how, workflow.displayName());
    }

    /** A sample runs from where it lies; a changed one is no sample. */
    private boolean isSample(String hash) {
        return samples.all().stream().anyMatch(sample -> {
            try {
                Path file = sample.files().flow();
                Workflow workflow = documents.open(file).workflow();
                return hash.equals(hash(workflow, documents.others(workflow, file)));
            } catch (UnreadableDocument _) {
                return false;
            }
        });
    }
}
