package dev.flowbench.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.engine.port.Tools;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tools of one run: those of the machine, and those that its documents declare, which go before one of the machine of the
 * same name. Nothing is started, opened or looked up over the network for them before one is called. Safe for many threads.
 */
public final class DeclaredTools implements Tools {
    private final List<Tool> all;

    private DeclaredTools(Collection<Tool> all) {
        this.all = List.copyOf(all);
    }

    /** Makes tools of one kind. */
    @FunctionalInterface
    public interface Maker {
        /** Makes the tool that is declared under this name. Always gives one: what cannot be called says so when it is called. */
        Tool make(String name, ToolDeclaration declaration);
    }

    /**
     * Who makes tools of which kind.
     *
     * @param http those that are a request over HTTP
     * @param mcp those of MCP servers
     * @param subflow those that are another workflow
     */
    public record Makers(Maker http, Maker mcp, Maker subflow) {
        /** Makes tools that cannot be called. */
        public static final Maker NONE = (name, declaration) -> missing(name, declaration, "declared.none");

        private Tool make(String name, ToolDeclaration declaration) {
            if (declaration.http() != null) {
                return http.make(name, declaration);
            }
            if (declaration.mcp() != null) {
                return mcp.make(name, declaration);
            }
            return (declaration.subflow() == null ? NONE : subflow).make(name, declaration);
        }
    }

    /**
     * The tools of a run.
     *
     * @param machine those of the machine
     * @param documents all documents that the run uses; one name that they declare in different ways cannot be called
     */
    public static Tools of(Tools machine, Collection<Workflow> documents, Makers makers) {
        var declared = new LinkedHashMap<String, Tool>();
        var declarations = new LinkedHashMap<String, ToolDeclaration>();
        for (Workflow document : documents) {
            document.tools().forEach((name, declaration) -> {
                @Nullable ToolDeclaration before = declarations.put(name, declaration);
                declared.put(name, before == null || before.equals(declaration)
                        ? new DeclaredTool(makers.make(name, declaration), declaration)
                        : missing(name, declaration, "declared.twice"));
            });
        }
        if (declared.isEmpty()) {
            return machine;
        }
        var all = new ArrayList<>(declared.values());
        machine.all().stream().filter(tool -> !declared.containsKey(tool.definition().name())).forEach(all::add);
        return new DeclaredTools(all);
    }

    @Override
    public List<Tool> all() {
        return all;
    }

    /**
     * What a declaration says of a tool, with what its server or its other document says where it says nothing.
     *
     * @param description where the declaration has none
     * @param parameters where the declaration has none
     * @param result JSON Schema of the result; null when nothing is said of it
     * @param effect where the declaration has none
     */
    public static Tool.Definition definition(String name, ToolDeclaration declaration, String description,
            JsonNode parameters, @Nullable JsonNode result, EffectClass effect) {
        return new Tool.Definition(name,
                declaration.description() == null ? description : declaration.description(),
                declaration.parameters() == null ? parameters : declaration.parameters(),
                declaration.fields().isEmpty() ? result : null,
                declaration.effect() == null ? effect : declaration.effect(),
                Boolean.TRUE.equals(declaration.polling()));
    }

    private static Tool missing(String name, ToolDeclaration declaration, String why) {
        Tool.Definition definition = definition(name, declaration, "", Json.object().put("type", "object"), null,
                EffectClass.NON_IDEMPOTENT);
        return new Tool() {
            @Override
            public Definition definition() {
                return definition;
            }

            @Override
            public JsonNode call(JsonNode arguments, Call call) throws ToolException {
                throw ToolTexts.fault(ErrorCode.NO_TOOL, why, name);
            }
        };
    }
}
