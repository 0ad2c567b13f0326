package dev.flowbench.desktop.settings;

import dev.flowbench.desktop.kit.Dialogs.Choice;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.model.ModelCatalog;
import dev.flowbench.model.Provider;
import dev.flowbench.secret.Keep;
import dev.flowbench.secret.Vault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javafx.beans.binding.Bindings;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** Providers, whether each has a key and whether it can be reached; and all other keys. No key is ever shown. */
final class KeysPage extends Page {
    KeysPage(Means means) {
        super(means, "keys");
    }

    /** What is known of the keys. */
    private record Known(List<Vault.Row> rows, Optional<String> noKeychain) {
        @Nullable Keep kept(String secret) {
            return rows.stream().filter(row -> row.name().equals(secret)).findFirst().map(Vault.Row::kept)
                    .orElse(null);
        }

        Set<String> places(String secret) {
            return rows.stream().filter(row -> row.name().equals(secret)).findFirst().map(Vault.Row::places)
                    .orElse(Set.of());
        }
    }

    @Override
    void fill() {
        means.read(() -> {
            Vault vault = means.flowbench().secrets();
            return new Known(vault.rows(), vault.noKeychain());
        }, this::show);
    }

    private void show(Known known) {
        List<Node> providers = new ArrayList<>();
        Set<String> usual = new HashSet<>();
        for (Provider provider : Provider.values()) {
            provider.secret().filter(_ -> provider != Provider.COMPATIBLE).ifPresentOrElse(secret -> {
                usual.add(secret);
                providers.add(provider(provider, secret, known));
            }, () -> providers.add(compatible(provider)));
        }
        List<Node> others = new ArrayList<>();
        known.rows().stream().filter(row -> !usual.contains(row.name())).forEach(row -> others.add(other(row)));
        VBox adding = new VBox();
        adding.managedProperty().bind(Bindings.isNotEmpty(adding.getChildren()));
        KeyForm form = new KeyForm(means, "", known.noKeychain(), this::fill, () -> adding.getChildren().clear());
        Node add = button("keys.add", "keys-add", () -> {
            adding.getChildren().setAll(form.node());
            form.focus();
        });
        VBox more = part("keys.other");
        if (!others.isEmpty()) {
            more.getChildren().add(rows(others.toArray(Node[]::new)));
        }
        more.getChildren().addAll(new HBox(add), adding);
        content(part("keys.providers", rows(providers.toArray(Node[]::new))), more);
    }

    private static Label state(@Nullable Keep kept) {
        return kept == null
                ? Parts.chip(Means.text("key.state.none"))
                : Parts.chip(Means.text("key.state." + kept), Styles.SUCCESS);
    }

    private Node provider(Provider provider, String secret, Known known) {
        String id = provider.id();
        @Nullable Keep kept = known.kept(secret);
        HBox name = new HBox(Metrics.SPACE_8, Parts.label(Means.text("provider." + id), Styles.STRONG), state(kept));
        name.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        Set<String> hosts = new TreeSet<>(known.places(secret));
        provider.address().map(KeysPage::host).ifPresent(hosts::add);
        VBox what = new VBox(2, name,
                paragraph(Means.text("key.goes", secret, String.join(", ", hosts)), Styles.CAPTION));
        VBox below = new VBox();
        below.managedProperty().bind(Bindings.isNotEmpty(below.getChildren()));
        Trial trial = new Trial(means, id, _ -> {
        });
        KeyForm form = new KeyForm(means, secret, known.noKeychain(), this::fill, () -> below.getChildren().clear());
        List<Node> actions = new ArrayList<>();
        actions.add(button("trial.test", "test-" + id,
                () -> trial.run(new ModelCatalog.Account(id, null, null))));
        actions.add(button(kept == null ? "key.set" : "key.replace", "key-set-" + secret, () -> {
            below.getChildren().setAll(form.node());
            form.focus();
        }));
        if (kept == Keep.KEYCHAIN || kept == Keep.FILE) {
            actions.add(delete(secret));
        }
        VBox all = new VBox(Metrics.SPACE_8, row(what, actions.toArray(Node[]::new)), below, trial.node());
        if (kept == Keep.ENVIRONMENT) {
            all.getChildren().add(1, paragraph(Means.text("key.environment", secret), Styles.FORM_HINT));
        }
        all.getStyleClass().add("settings-entry");
        return all;
    }

    private Node compatible(Provider provider) {
        String id = provider.id();
        TextField address = new TextField();
        address.setId("address-" + id);
        address.setPromptText(Means.text("compatible.address.example"));
        address.setPrefColumnCount(24);
        TextField secret = new TextField();
        secret.setId("secret-" + id);
        secret.setPromptText(Means.text("compatible.secret.none"));
        secret.setPrefColumnCount(14);
        Trial trial = new Trial(means, id, address::setText);
        Runnable run = () -> {
            if (address.getText().isBlank()) {
                means.wrong(address, Means.text("compatible.noAddress"));
            } else {
                trial.run(new ModelCatalog.Account(id, address.getText().strip(),
                        secret.getText().isBlank() ? null : secret.getText().strip()));
            }
        };
        address.setOnAction(_ -> run.run());
        FlowPane fields = new FlowPane(Metrics.SPACE_8, Metrics.SPACE_8,
                Parts.row(Means.text("compatible.address"), address, ""),
                Parts.row(Means.text("compatible.secret"), secret, ""));
        VBox what = new VBox(2, Parts.label(Means.text("provider." + id), Styles.STRONG),
                paragraph(Means.text("compatible.line"), Styles.CAPTION));
        VBox all = new VBox(Metrics.SPACE_8, row(what, button("trial.test", "test-" + id, run)), fields,
                trial.node());
        all.getStyleClass().add("settings-entry");
        return all;
    }

    private Node other(Vault.Row row) {
        HBox name = new HBox(Metrics.SPACE_8, paragraph(row.name(), Styles.STRONG), state(row.kept()));
        name.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        VBox what = new VBox(2, name, paragraph(row.places().isEmpty()
                ? Means.text("key.unbound")
                : Means.text("key.bound", String.join(", ", new TreeSet<>(row.places()))), Styles.CAPTION));
        return row(what, delete(row.name()));
    }

    private Node delete(String secret) {
        return button("key.delete", "key-delete-" + secret, () -> means.dialogs().ask(
                Means.text("key.delete.title", secret), Means.text("key.delete.text"),
                Choice.danger(Means.text("key.delete"), () -> means.work(
                        () -> means.flowbench().secrets().delete(secret), _ -> {
                            means.say(Means.text("key.deleted", secret));
                            fill();
                        }))));
    }

    private static String host(String address) {
        return address.replaceFirst("^[a-z]+://", "").replaceFirst("/.*$", "");
    }
}
