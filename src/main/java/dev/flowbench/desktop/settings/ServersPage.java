package dev.flowbench.desktop.settings;

import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.net.LocalServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/** The servers on this machine and in the private network that workflows may reach. */
final class ServersPage extends Page {
    ServersPage(Means means) {
        super(means, "servers");
    }

    @Override
    void fill() {
        means.read(() -> means.flowbench().settings().localServers(), this::show);
    }

    private void show(Set<LocalServer> servers) {
        List<Node> rows = new ArrayList<>();
        servers.forEach(server -> rows.add(row(paragraph(server.toString(), Styles.CODE),
                button("servers.forbid", "forbid-" + id(server.toString()), () -> means.work(
                        () -> means.flowbench().settings().forbid(server), _ -> {
                            means.say(Means.text("servers.forbidden", server));
                            fill();
                        })))));
        if (rows.isEmpty()) {
            rows.add(paragraph(Means.text("servers.none"), Styles.MUTED));
        }
        TextField field = new TextField();
        field.setId("servers-new");
        field.setPromptText(Means.text("servers.example"));
        HBox.setHgrow(field, Priority.ALWAYS);
        Runnable allow = () -> allow(field);
        field.setOnAction(_ -> allow.run());
        content(part("servers", rows(rows.toArray(Node[]::new)),
                new HBox(Metrics.SPACE_8, field, button("servers.allow", "servers-allow", allow))));
    }

    private void allow(TextField field) {
        Optional<LocalServer> server = LocalServer.of(field.getText());
        if (server.isEmpty()) {
            means.wrong(field, Means.text("servers.wrong", field.getText().strip()));
            return;
        }
        means.work(() -> means.flowbench().settings().allow(server.get()), _ -> {
            means.say(Means.text("servers.allowed", server.get()));
            fill();
        });
    }
}
