package dev.flowbench.desktop.settings;

import dev.flowbench.app.Settings;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.model.Provider;
import dev.flowbench.model.gateway.Limit;
import dev.flowbench.model.gateway.Switches;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.controlsfx.control.ToggleSwitch;

/** How much may go to each provider, and which models are switched off. */
final class LimitsPage extends Page {
    private static final double FIELD = 96;

    LimitsPage(Means means) {
        super(means, "limits");
    }

    private record Known(Map<String, Limit> limits, Set<String> off) {}

    @Override
    void fill() {
        Set<String> used = new TreeSet<>();
        means.workflows().get().forEach(workflow -> workflow.models().values()
                .forEach(model -> used.add(model.provider() + "/" + model.model())));
        means.read(() -> {
            Settings settings = means.flowbench().settings();
            Map<String, Limit> limits = new LinkedHashMap<>();
            Provider.ids().forEach(provider -> limits.put(provider, settings.limit(provider)));
            return new Known(limits, means.flowbench().switches().off());
        }, known -> show(known, used));
    }

    private void show(Known known, Set<String> used) {
        Set<String> all = new TreeSet<>(used);
        all.addAll(known.off());
        List<Node> switches = new ArrayList<>();
        all.forEach(name -> switches.add(toggle(name, known.off().contains(name))));
        if (switches.isEmpty()) {
            switches.add(paragraph(Means.text("switches.none"), Styles.MUTED));
        }
        List<Node> limits = new ArrayList<>();
        known.limits().forEach((provider, limit) -> limits.add(limit(provider, limit)));
        TextField field = new TextField();
        field.setId("switches-new");
        field.setPromptText(Means.text("switches.example"));
        field.setAccessibleText(Means.text("switches.access"));
        HBox.setHgrow(field, Priority.ALWAYS);
        Runnable off = () -> switchOff(field);
        field.setOnAction(_ -> off.run());
        content(part("switches", rows(switches.toArray(Node[]::new)),
                new HBox(Metrics.SPACE_8, field, button("switches.off", "switches-off", off))),
                part("limits", rows(limits.toArray(Node[]::new))));
    }

    private void switchOff(TextField field) {
        String name = field.getText().strip();
        if (!Switches.isName(name)) {
            means.wrong(field, Means.text("switches.wrong", name));
            return;
        }
        String provider = name.substring(0, name.indexOf('/'));
        if (!Provider.ids().contains(provider)) {
            means.wrong(field, Means.text("switches.noProvider", provider, String.join(", ", Provider.ids())));
            return;
        }
        means.work(() -> means.flowbench().switches().flip(name, true), _ -> {
            means.say(Means.text("switch.said.off", name));
            fill();
        });
    }

    private Node toggle(String name, boolean off) {
        ToggleSwitch on = new ToggleSwitch();
        on.setId("switch-" + id(name));
        on.setSelected(!off);
        on.setAccessibleText(Means.text("switch.access", name));
        Label state = Parts.label("", Styles.CAPTION);
        Runnable say = () -> state.setText(Means.text(on.isSelected() ? "switch.on" : "switch.off"));
        say.run();
        on.selectedProperty().subscribe((_, now) -> {
            say.run();
            // What could not be kept is not shown as if it held.
            means.work(() -> means.flowbench().switches().flip(name, !now),
                    _ -> means.say(Means.text(now ? "switch.said.on" : "switch.said.off", name)), this::fill);
        });
        return row(paragraph(name, Styles.CODE), state, on);
    }

    private Node limit(String provider, Limit limit) {
        TextField concurrent = field("concurrent-" + provider, limit.concurrent());
        TextField perMinute = field("per-minute-" + provider, limit.perMinute());
        Runnable keep = () -> keep(provider, concurrent, perMinute);
        for (TextField field : List.of(concurrent, perMinute)) {
            field.setOnAction(_ -> keep.run());
            field.focusedProperty().subscribe((before, now) -> {
                if (before && !now) {
                    keep.run();
                }
            });
        }
        HBox fields = new HBox(Metrics.SPACE_8, sized(concurrent, "limit.concurrent"), sized(perMinute,
                "limit.perMinute"));
        return row(Parts.label(Means.text("provider." + provider), Styles.STRONG), fields);
    }

    private static Node sized(TextField field, String key) {
        HBox box = Parts.field(field, "");
        box.setPrefWidth(FIELD);
        box.setMaxWidth(FIELD);
        Label name = Parts.label(Means.text(key), Styles.CAPTION);
        name.setLabelFor(field);
        return new VBox(2, name, box);
    }

    private static TextField field(String id, int most) {
        TextField field = new TextField(most == Integer.MAX_VALUE ? "" : Integer.toString(most));
        field.setId("limit-" + id);
        field.setPromptText(Means.text("limit.any"));
        return field;
    }

    private void keep(String provider, TextField concurrent, TextField perMinute) {
        try {
            var limit = new Limit(number(concurrent), number(perMinute));
            means.work(() -> {
                Settings settings = means.flowbench().settings();
                if (settings.limit(provider).equals(limit)) {
                    return false;
                }
                settings.limit(provider, limit);
                return true;
            }, changed -> {
                if (changed) {
                    means.say(Means.text("limit.said", Means.text("provider." + provider)));
                }
            });
        } catch (IllegalArgumentException _) {
            means.fail(Means.text("limit.wrong"));
            for (TextField field : List.of(concurrent, perMinute)) {
                if (!isLimit(field)) {
                    Means.mark(field);
                }
            }
        }
    }

    private static boolean isLimit(TextField field) {
        try {
            return number(field) > 0;
        } catch (NumberFormatException _) {
            return false;
        }
    }

    private static int number(TextField field) {
        String typed = field.getText().strip();
        return typed.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(typed);
    }
}
