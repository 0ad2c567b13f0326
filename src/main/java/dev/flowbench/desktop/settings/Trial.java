package dev.flowbench.desktop.settings;

import dev.flowbench.desktop.kit.WaysOut;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.model.ConnectionTest;
import dev.flowbench.model.ModelCatalog;
import dev.flowbench.model.wire.ModelPage;
import dev.flowbench.net.LocalServer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Tries the connection to a provider, and shows below it what came of it. On the JavaFX thread. */
final class Trial {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SHOWN = 8;

    private final Means means;
    private final String id;
    private final Consumer<String> better;
    private final VBox node = new VBox(Metrics.SPACE_8);
    private int asked;

    /** @param better takes an address that works instead */
    Trial(Means means, String id, Consumer<String> better) {
        this.means = means;
        this.id = id;
        this.better = better;
        node.setId("trial-" + id);
        node.setManaged(false);
    }

    Region node() {
        return node;
    }

    void run(ModelCatalog.Account account) {
        int now = ++asked;
        means.said().set(Means.Said.NOTHING);
        node.setManaged(true);
        node.getChildren().setAll(Parts.label(Means.text("trial.asking"), Styles.MUTED));
        means.background().run(() -> means.flowbench().connectionTest().of(account, "", PATIENCE), result -> {
            if (now == asked) {
                show(account, result);
            }
        }, problem -> {
            node.getChildren().clear();
            node.setManaged(false);
            means.fail(Means.said(problem));
        });
    }

    private void show(ModelCatalog.Account account, ConnectionTest.Result result) {
        boolean works = result.verdict() == ConnectionTest.Verdict.WORKS;
        String words = result.wayOut().isEmpty()
                ? result.message()
                : result.message() + "\n" + WaysOut.here(result.wayOut());
        var banner = Parts.banner(works ? Styles.SUCCESS : Styles.WARNING,
                works ? Feather.CHECK_CIRCLE : Feather.ALERT_TRIANGLE, words);
        banner.setId("trial-said-" + id);
        node.getChildren().setAll(banner);
        String other = result.betterBaseUrl();
        if (other != null) {
            banner.getChildren().add(Page.button("trial.better", "trial-better-" + id, () -> better.accept(other)));
        }
        Optional<LocalServer> server = account.baseUrl() == null
                ? Optional.empty()
                : LocalServer.of(account.baseUrl());
        if (result.verdict() == ConnectionTest.Verdict.NOT_ALLOWED && server.isPresent()) {
            banner.getChildren().add(Page.button("trial.allow", "trial-allow-" + id, () -> means.work(
                    () -> means.flowbench().settings().allow(server.get()), _ -> {
                        means.say(Means.text("servers.allowed", server.get()));
                        run(account);
                    })));
        }
        if (!result.models().isEmpty()) {
            int more = result.models().size() - SHOWN;
            String names = result.models().stream().limit(SHOWN).map(ModelPage.Entry::id)
                    .collect(Collectors.joining(", "));
            Label list = Page.paragraph(more > 0 ? Means.text("trial.more", names, more) : names, Styles.CAPTION);
            list.setId("trial-models-" + id);
            node.getChildren().add(list);
        }
    }
}
