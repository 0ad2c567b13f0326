package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.flow.Workflow;
import dev.flowbench.model.PromptTokens;
import dev.flowbench.trace.Figures;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;

/** Says below a prompt what it counts, in tokens; nothing where that is not known. */
final class TokensLine implements FieldView {
    private static final Words WORDS = Words.beside(TokensLine.class);

    private final PromptLength length;
    private final Label line = Parts.label("", Styles.CAPTION);

    TokensLine(PromptLength length, Workflow workflow) {
        this.length = length;
        line.setId("prompt-tokens");
        line.managedProperty().bind(line.visibleProperty());
        length.promptProperty().subscribe(found -> {
            line.setVisible(found.isPresent());
            found.ifPresent(this::show);
        });
        length.refresh(workflow);
    }

    private void show(PromptTokens.Prompt prompt) {
        line.setText(WORDS.text("tokens", Figures.count(prompt.count().tokens())));
        Tooltip tip = new Tooltip(WORDS.text(prompt.count().own() ? "tokens.own" : "tokens.like", prompt.model()));
        tip.setMaxWidth(320);
        tip.setWrapText(true);
        line.setTooltip(tip);
    }

    @Override
    public Node node() {
        return line;
    }

    @Override
    public String name() {
        return "";
    }

    @Override
    public void refresh(Workflow workflow) {
        length.refresh(workflow);
    }

    @Override
    public void focus() {
        line.requestFocus();
    }
}
