package dev.flowbench.engine;

import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.flow.file.DocumentWriter;
import dev.flowbench.flow.file.UnreadableDocument;
import java.util.Map;
import java.util.TreeMap;

/** The further documents of a run, as they are kept with it. */
final class UsedDocuments {
    private UsedDocuments() {}

    /** Their canonical text, by path. */
    static Map<String, String> texts(Map<String, Workflow> documents) {
        var texts = new TreeMap<String, String>();
        documents.forEach((path, workflow) -> texts.put(path, new DocumentWriter().write(workflow)));
        return texts;
    }

    /**
     * The documents of those texts.
     *
     * @throws UnreadableDocument if one of them is no document
     */
    static Map<String, Workflow> read(Map<String, String> texts) throws UnreadableDocument {
        var documents = new TreeMap<String, Workflow>();
        for (Map.Entry<String, String> text : texts.entrySet()) {
            documents.put(text.getKey(), new DocumentReader().read(text.getValue()).workflow());
        }
        return documents;
    }
}
