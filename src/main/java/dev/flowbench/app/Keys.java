package dev.flowbench.app;

import dev.flowbench.flow.Editor;
import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.UnknownKind;
import dev.flowbench.flow.Workflow;
import dev.flowbench.model.Provider;
import dev.flowbench.secret.Environment;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys a run needs, looked for before its first step. */
final class Keys {
    private Keys() {}

    /** Looks for the key of every model that a node names itself; one that only stands in may turn out not to be needed. */
    static void check(Workflow workflow, Environment secrets) throws CannotRun {
        for (String alias : aliases(workflow)) {
            @Nullable ModelSpec model = workflow.models().get(alias);
            Optional<String> secret = model == null
                    ? Optional.empty()
                    : Provider.secret(model.provider(), model.baseUrl(), model.secret());
            if (model != null && secret.isPresent() && secrets.get(secret.get()).isEmpty()) {
                throw CannotRun.noKey(secret.get(), alias, model.provider());
            }
        }
    }

    /** The secrets that a document names, for models and tools, needed or not. */
    static Set<String> named(Workflow workflow) {
        var names = new LinkedHashSet<String>();
        workflow.models().values().forEach(model -> Provider.secret(model.provider(), model.baseUrl(), model.secret())
                .ifPresent(names::add));
        workflow.tools().values().forEach(tool -> {
            if (tool.http() != null && tool.http().secret() != null && !tool.http().secret().isBlank()) {
                names.add(tool.http().secret());
            }
        });
        return names;
    }

    /** The aliases that nodes name themselves. */
    static Set<String> aliases(Workflow workflow) {
        var aliases = new LinkedHashSet<String>();
        workflow.graph().forEach(node -> named(node, aliases));
        return aliases;
    }

    private static void named(Node node, Set<String> aliases) {
        if (node.settings().isDisabled() || node.kind() instanceof UnknownKind) {
            return;
        }
        for (FieldShape field : Shape.of(node.kind()).fields()) {
            if (field.declared().editor() == Editor.MODEL && field.get((Record) node.kind()) instanceof String alias) {
                aliases.add(alias);
            }
        }
    }
}
