package dev.flowbench.desktop.settings;

import dev.flowbench.desktop.approval.VisibleFlow;
import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.kit.Dialogs.Choice;
import dev.flowbench.desktop.kit.WaysOut;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.tool.mcp.ListedTool;
import dev.flowbench.tool.mcp.McpServers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/**
 * The MCP servers of this machine: what each would start or reach, whole, and what it says of its tools. Nothing is started
 * before its command was allowed and somebody asks for its tools.
 */
final class McpPage extends Page {
    McpPage(Means means) {
        super(means, "mcp");
    }

    @Override
    void fill() {
        means.read(() -> {
            McpServers servers = means.flowbench().mcp();
            Map<String, McpServers.Shown> shown = new LinkedHashMap<>();
            for (String name : servers.entries().keySet()) {
                Optional<McpServers.Shown> one = servers.shown(name);
                one.ifPresent(it -> shown.put(name, it));
            }
            return shown;
        }, this::show);
    }

    private void show(Map<String, McpServers.Shown> servers) {
        List<Node> entries = new ArrayList<>();
        servers.forEach((name, shown) -> entries.add(server(name, shown)));
        if (entries.isEmpty()) {
            entries.add(paragraph(Means.text("mcp.none"), Styles.MUTED));
        }
        TextArea json = Parts.area("");
        json.setId("mcp-json");
        json.setPromptText(Means.text("mcp.example"));
        json.setPrefRowCount(6);
        json.getStyleClass().add(Styles.CODE);
        json.setAccessibleText(Means.text("mcp.add"));
        content(part("mcp", rows(entries.toArray(Node[]::new))),
                part("mcp.add", json, new HBox(button("mcp.add.do", "mcp-add", () -> means.work(
                        () -> means.flowbench().mcp().add(json.getText()), names -> {
                            means.say(Means.text("mcp.added", String.join(", ", names)));
                            fill();
                        }, () -> Means.mark(json))))));
    }

    private Node server(String name, McpServers.Shown shown) {
        Label state = switch (shown.standing()) {
            case ALLOWED -> Parts.chip(Means.text("mcp.ALLOWED"), Styles.SUCCESS);
            case UNSEEN -> Parts.chip(Means.text("mcp.UNSEEN"), Styles.WARNING);
            case NOT_ALLOWED -> Parts.chip(Means.text("mcp.NOT_ALLOWED"), Styles.WARNING);
            case UNUSABLE -> Parts.chip(Means.text("mcp.UNUSABLE"), Styles.DANGER);
        };
        HBox title = new HBox(Metrics.SPACE_8, Parts.label(VisibleText.of(name).shown(), Styles.STRONG), state);
        title.setAlignment(Pos.CENTER_LEFT);
        VBox below = new VBox(Metrics.SPACE_8);
        List<Node> actions = new ArrayList<>();
        switch (shown.standing()) {
            case NOT_ALLOWED -> actions.add(button("mcp.allow", "mcp-allow-" + id(name),
                    () -> allow(name, shown.consent())));
            case ALLOWED, UNSEEN -> actions.add(button("mcp.tools", "mcp-tools-" + id(name), () -> list(name, below)));
            case UNUSABLE -> {
                // Its text says what to mend.
            }
        }
        actions.add(button("mcp.remove", "mcp-remove-" + id(name), () -> means.dialogs().ask(
                Means.text("mcp.remove.title", VisibleText.of(name).shown()), Means.text("mcp.remove.text"),
                Choice.danger(Means.text("mcp.remove"), () -> means.work(
                        () -> means.flowbench().mcp().remove(name), _ -> {
                            means.say(Means.text("mcp.removed", VisibleText.of(name).shown()));
                            fill();
                        })))));
        Map<String, Integer> found = new LinkedHashMap<>();
        VBox command = new VBox(VisibleFlow.of(shown.standing() == McpServers.Standing.UNUSABLE
                ? WaysOut.here(shown.text())
                : shown.text(), found));
        command.getStyleClass().add("settings-command");
        VBox all = new VBox(Metrics.SPACE_8, row(title, actions.toArray(Node[]::new)), command);
        shown.warnings().forEach(warning -> all.getChildren()
                .add(Parts.banner(Styles.WARNING, Feather.ALERT_TRIANGLE, VisibleText.of(warning).shown())));
        all.getChildren().add(below);
        all.getStyleClass().add("settings-entry");
        return all;
    }

    private void allow(String name, String consent) {
        means.work(() -> means.flowbench().mcp().allow(name, consent), allowed -> {
            if (allowed) {
                means.say(Means.text("mcp.allowed", VisibleText.of(name).shown()));
            } else {
                means.fail(Means.text("mcp.changed"));
            }
            fill();
        });
    }

    private void list(String name, VBox below) {
        below.getChildren().setAll(Parts.label(Means.text("mcp.asking"), Styles.MUTED));
        means.background().run(() -> means.flowbench().mcp().list(name), listing -> tools(name, listing, below),
                problem -> {
                    HBox failed = Parts.banner(Styles.DANGER, Feather.ALERT_CIRCLE,
                            VisibleText.of(Means.said(problem)).shown());
                    failed.setId("mcp-failed-" + id(name));
                    below.getChildren().setAll(failed);
                });
    }

    private void tools(String name, McpServers.Listing listing, VBox below) {
        below.getChildren().clear();
        if (!listing.seen()) {
            HBox banner = Parts.banner(Styles.WARNING, Feather.EYE, listing.changes().isEmpty()
                    ? Means.text("mcp.unseen")
                    : Means.text("mcp.changes", VisibleText.of(String.join(", ", listing.changes())).shown()));
            below.getChildren().add(banner);
        }
        Map<String, Integer> found = new LinkedHashMap<>();
        if (!listing.instructions().isBlank()) {
            below.getChildren().addAll(Parts.label(Means.text("mcp.instructions"), Styles.CAPTION),
                    VisibleFlow.of(listing.instructions(), found));
        }
        for (ListedTool tool : listing.tools()) {
            below.getChildren().add(new VBox(2, Parts.label(VisibleText.of(tool.name()).shown(), Styles.STRONG),
                    VisibleFlow.of(tool.description(), found)));
        }
        if (listing.tools().isEmpty()) {
            below.getChildren().add(Parts.label(Means.text("mcp.noTools"), Styles.MUTED));
        }
        if (!listing.seen()) {
            below.getChildren().add(new HBox(button("mcp.seen", "mcp-seen-" + id(name), () -> means.work(
                    () -> means.flowbench().mcp().seen(name, listing.hash()), same -> {
                        if (same) {
                            means.say(Means.text("mcp.seen.said", VisibleText.of(name).shown()));
                        } else {
                            means.fail(Means.text("mcp.changed"));
                        }
                        fill();
                    }))));
        }
    }
}
