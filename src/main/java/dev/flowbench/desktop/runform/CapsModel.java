package dev.flowbench.desktop.runform;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.Extras;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;

/** Caps that hold for one run in place of those of its document: what is typed, and what is wrong with it. On the JavaFX thread. */
public final class CapsModel {
    private static final Words WORDS = Words.beside(CapsModel.class);

    /** One cap. */
    public static final class Cap {
        private final String name;
        private final StringProperty text = new SimpleStringProperty("");
        private final ReadOnlyStringWrapper error = new ReadOnlyStringWrapper("");

        private Cap(String name) {
            this.name = name;
            text.subscribe((_, _) -> error.set(""));
        }

        /** Its name in a document: {@code costUsd}, {@code tokens}, … */
        public String name() {
            return name;
        }

        /** What is typed; empty for the document's own. */
        public StringProperty textProperty() {
            return text;
        }

        /** What is wrong with it; empty for nothing, or not looked at yet. */
        public ReadOnlyStringProperty errorProperty() {
            return error.getReadOnlyProperty();
        }

        private <T> @Nullable T value(Function<String, T> read) {
            String typed = text.get().strip().replace(",", "");
            if (typed.isEmpty()) {
                return null;
            }
            try {
                return read.apply(typed);
            } catch (IllegalArgumentException e) {
                error.set(WORDS.text("cap.wrong." + name));
                return null;
            }
        }
    }

    private final Cap cost = new Cap("costUsd");
    private final Cap tokens = new Cap("tokens");
    private final Cap steps = new Cap("steps");
    private final Cap time = new Cap("wallClock");

    /** The caps that are asked for. */
    public List<Cap> caps() {
        return List.of(cost, tokens, steps, time);
    }

    /** The caps that are set; empty where one does not fit: it says why. */
    public Optional<Budget> budget() {
        Decimal usd = cost.value(CapsModel::money);
        Long count = tokens.value(CapsModel::count);
        Long most = steps.value(CapsModel::count);
        Duration limit = time.value(typed -> Duration.ofSeconds(count(typed)));
        return caps().stream().allMatch(cap -> cap.errorProperty().get().isEmpty())
                ? Optional.of(
                        new Budget(count, null, null, usd, most, null, null, limit, null, Extras.NONE))
                : Optional.empty();
    }

    private static Decimal money(String typed) {
        BigDecimal value = new BigDecimal(typed.startsWith("$") ? typed.substring(1) : typed);
        if (value.signum() < 0) {
            throw new NumberFormatException();
        }
        return new Decimal(value.toPlainString());
    }

    private static long count(String typed) {
        long value = Long.parseLong(typed);
        if (value < 0) {
            throw new NumberFormatException();
        }
        return value;
    }
}
