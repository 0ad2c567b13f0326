package dev.flowbench.desktop.inspector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.desktop.code.Syntax;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.Editor;
import dev.flowbench.flow.ExpressionSource;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Field;
import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.Texts;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.flow.Workflow;
import java.lang.reflect.ParameterizedType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import javafx.scene.control.Button;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** Makes the fields of a record from its shape, so that a new kind has its form by being declared. */
final class Forms {
    private static final Words WORDS = Words.beside(Forms.class);

    private final Editing editing;
    private final ModelPicker picker;

    Forms(Editing editing, ModelPicker picker) {
        this.editing = editing;
        this.picker = picker;
    }

    Editing editing() {
        return editing;
    }

    /**
     * The fields of a record, in the order of the file.
     *
     * @param optional whether the record goes away when all its fields do
     */
    List<FieldView> fields(Lens record, Shape shape, boolean optional, Predicate<FieldShape> which) {
        var views = new ArrayList<FieldView>();
        for (FieldShape field : shape.fields()) {
            if (field.component().getType() != Extras.class && which.test(field)) {
                field(record, shape, field, optional).ifPresent(views::add);
            }
        }
        return views;
    }

    /** The field of that name. */
    FieldView field(Lens record, Shape shape, String name, boolean optional) {
        FieldShape field = shape.field(name).orElseThrow();
        return field(record, shape, field, optional).orElseThrow();
    }

    private Optional<FieldView> field(Lens record, Shape shape, FieldShape field, boolean optional) {
        Class<?> type = field.component().getType();
        Lens lens = record.field(shape, field, optional);
        String name = field.name();
        String title = FieldWords.title(shape, field);
        String help = FieldWords.help(shape, field);
        Field said = field.declared();
        boolean required = said.required();
        String prompt = field.byDefault().map(value -> WORDS.text("default", shown(type, value))).orElse("");
        String unit = Texts.unit(field);
        if (field.child() != null && type == Graph.class) {
            return Optional.of(new SlotView(name, title, help, editing, lens, field.child().required()));
        }
        if (type == String.class && said.editor() == Editor.MODEL) {
            return Optional.of(model(name, title, help, required, lens));
        }
        if (type == String.class
                && (said.editor() == Editor.PROSE || name.equals("note") || name.equals("description"))) {
            return Optional.of(new CodeRow(name, title, help, required, text(lens, Formats.text(), title),
                    Syntax.PLAIN, 2));
        }
        if (type == String.class) {
            return Optional.of(new TextRow(name, title, help, required,
                    text(lens, required ? Formats.requiredText() : Formats.text(), title), "", prompt));
        }
        if (type == Integer.class || type == Long.class) {
            return Optional.of(new TextRow(name, title, help, required,
                    text(lens, Formats.whole(said, type == Long.class), title), unit, prompt));
        }
        if (type == Decimal.class) {
            return Optional.of(new TextRow(name, title, help, required, text(lens, Formats.decimal(said), title), unit,
                    prompt));
        }
        if (type == Duration.class) {
            return Optional.of(new TextRow(name, title, help, required, text(lens, Formats.duration(), title), "",
                    prompt.isEmpty() ? WORDS.text("duration") : prompt));
        }
        if (type == Boolean.class) {
            boolean usual = field.byDefault().map(JsonNode::asBoolean).orElse(false);
            return Optional.of(new SwitchRow(name, title, help, editing, lens, usual));
        }
        if (type.isEnum()) {
            return Optional.of(choice(name, title, help, required, lens, type, field));
        }
        if (type == TemplateSource.class) {
            return Optional.of(new CodeRow(name, title, help, required, text(lens, Formats.template(required), title),
                    Syntax.TEMPLATE, 2));
        }
        if (type == ExpressionSource.class) {
            return Optional.of(new CodeRow(name, title, help, required, text(lens, Formats.expression(required), title),
                    Syntax.EXPRESSION, 1));
        }
        if (type == JsonNode.class) {
            return Optional.of(said.editor() == Editor.SCHEMA
                    ? new SchemaView(name, title, help, editing, lens)
                    : new CodeRow(name, title, help, required, text(lens, Formats.json(false), title), Syntax.JSON, 2));
        }
        if (List.class.isAssignableFrom(type)) {
            return Optional.of(list(shape, name, title, help, lens, argument(field, 0)));
        }
        if (Map.class.isAssignableFrom(type)) {
            // What has a section of its own needs no second title.
            return Optional.of(map(name, shape.type() == Workflow.class ? "" : title, help, lens, argument(field, 1)));
        }
        if (type.isRecord() && type != Graph.class) {
            return Optional
                    .of(new OptionalRecordView(name, title, help, this, lens, Shape.of(type.asSubclass(Record.class))));
        }
        return Optional.empty();
    }

    private static String shown(Class<?> type, JsonNode value) {
        if (type == Duration.class) {
            return Durations.read(value.asText()).map(Durations::write).orElse(value.asText());
        }
        return value.asText();
    }

    private static Class<?> argument(FieldShape field, int index) {
        return field.type() instanceof ParameterizedType type
                && type.getActualTypeArguments()[index] instanceof Class<?> argument ? argument : Object.class;
    }

    TextModel text(Lens lens, Format format, String label) {
        return new TextModel(editing, lens, format, WORDS.text("edit.set", label));
    }

    ChoiceRow model(String name, String title, String help, boolean required, Lens lens) {
        return new ChoiceRow(name, title, help, required, editing, lens, WORDS.text("unknown.model"), workflow -> {
            var choices = new ArrayList<ChoiceRow.Choice>();
            choices.add(new ChoiceRow.Choice(null, WORDS.text("model.none")));
            workflow.models().forEach((alias, spec) -> choices.add(new ChoiceRow.Choice(alias, alias(alias, spec))));
            return choices;
        });
    }

    private static String alias(String alias, ModelSpec spec) {
        return spec.model().isBlank() ? alias : alias + " · " + spec.model();
    }

    private ChoiceRow choice(String name, String title, String help, boolean required, Lens lens, Class<?> type,
            FieldShape field) {
        var choices = new ArrayList<ChoiceRow.Choice>();
        if (!required) {
            choices.add(new ChoiceRow.Choice(null, field.byDefault()
                    .map(value -> WORDS.text("default", FieldWords.sentence(value.asText().replace('-', ' '))))
                    .orElse(WORDS.text("choice.none"))));
        }
        Arrays.stream(type.getEnumConstants()).map(Enum.class::cast)
                .forEach(each -> choices.add(new ChoiceRow.Choice(each, FieldWords.choice((Enum<?>) each))));
        return new ChoiceRow(name, title, help, required, editing, lens, "", _ -> choices);
    }

    private FieldView list(Shape owner, String name, String title, String help, Lens lens, Class<?> of) {
        if (of == Message.class) {
            return prompt(name, title, help, lens);
        }
        if (of == Branch.class) {
            Shape branch = Shape.of(Branch.class);
            // Only votes are weighed; a tier or a worker that has a weight all the same keeps it.
            boolean votes = owner.type() == Parallel.class;
            return cards(name, title, help, WORDS.text("add.branch"), lens,
                    () -> new Branch(freshBranch(lens), Graph.EMPTY), item -> branchName(item),
                    item -> fields(item, branch, false, field -> !field.name().equals("id") && !field.inline()
                            && (votes || !field.name().equals("weight"))));
        }
        if (of.isRecord()) {
            Shape shape = Shape.of(of.asSubclass(Record.class));
            FieldShape first = shape.fields().getFirst();
            return cards(name, title, help, WORDS.text("add", FieldWords.spaced(of.getSimpleName())), lens,
                    () -> Blank.of(shape), item -> field(item, shape, first, false).map(Forms::bare).orElseThrow(),
                    item -> fields(item, shape, false, field -> field != first));
        }
        if (of.isEnum()) {
            return new ChecksView(name, title, help, editing, lens, of);
        }
        return new TextRow(name, title, help, false, text(lens, Formats.words(), title), "", WORDS.text("words"));
    }

    private FieldView branchName(Lens item) {
        Shape shape = Shape.of(Branch.class);
        Lens id = item.field(shape, shape.field("id").orElseThrow(), false);
        return new NameField(String.valueOf(id.get().apply(editing.workflow())),
                workflow -> String.valueOf(id.get().apply(workflow)), to -> {
                    editing.choose(id, WORDS.text("edit.rename"), to);
                    return true;
                });
    }

    private String freshBranch(Lens lens) {
        List<String> taken = lens.list(editing.workflow()).stream()
                .map(each -> each instanceof Branch branch ? branch.id() : "").toList();
        for (char c = 'a'; c <= 'z'; c++) {
            if (!taken.contains(String.valueOf(c))) {
                return String.valueOf(c);
            }
        }
        return "branch-" + (taken.size() + 1);
    }

    private static FieldView bare(FieldView view) {
        return view;
    }

    private CardsView prompt(String name, String title, String help, Lens lens) {
        Shape shape = Shape.of(Message.class);
        return cards(name, title, help, WORDS.text("add.message"), lens, () -> nextMessage(lens),
                item -> new RoleField(editing, item.field(shape, shape.field("role").orElseThrow(), false)), item -> {
                    FieldShape text = shape.field("text").orElseThrow();
                    var rows = new ArrayList<FieldView>();
                    rows.add(new CodeRow("text", "", "", true,
                            text(item.field(shape, text, false), Formats.template(true), WORDS.text("prompt")),
                            Syntax.TEMPLATE, 3));
                    if (item.get().apply(editing.workflow()) instanceof Message message
                            && message.role() == Message.Role.USER) {
                        FieldShape images = shape.field("images").orElseThrow();
                        String label = FieldWords.title(shape, images);
                        rows.add(new TextRow("images", label, FieldWords.help(shape, images), false,
                                text(item.field(shape, images, false), Formats.expressions(), label), "",
                                WORDS.text("words")));
                    }
                    return rows;
                });
    }

    private Message nextMessage(Lens lens) {
        List<?> now = lens.list(editing.workflow());
        Message.Role role = now.isEmpty()
                ? Message.Role.SYSTEM
                : now.getLast() instanceof Message last && last.role() == Message.Role.USER
                        ? Message.Role.ASSISTANT
                        : Message.Role.USER;
        return new Message(role, "");
    }

    private CardsView cards(String name, String title, String help, String add, Lens lens,
            java.util.function.Supplier<Object> fresh, java.util.function.Function<Lens, FieldView> heads,
            java.util.function.Function<Lens, List<FieldView>> bodies) {
        return new CardsView(name, title, help, add, editing,
                new ListCards(editing, lens, WORDS.text("edit.set", title), fresh, heads, bodies));
    }

    private FieldView map(String name, String title, String help, Lens lens, Class<?> of) {
        String label = WORDS.text("edit.set", title.isEmpty() ? name : title);
        if (of == TemplateSource.class || of == ExpressionSource.class) {
            boolean template = of == TemplateSource.class;
            return new CardsView(name, title, help, WORDS.text("add.entry"), editing,
                    new MapCards(editing, lens, label, "name",
                            () -> template ? new TemplateSource("") : new ExpressionSource(""), MapCards.plainly(lens),
                            entry -> List.of(new CodeRow("value", "", "", true,
                                    text(entry, template ? Formats.template(true) : Formats.expression(true), title),
                                    template ? Syntax.TEMPLATE : Syntax.EXPRESSION, 1))));
        }
        Shape shape = Shape.of(of.asSubclass(Record.class));
        boolean models = of == ModelSpec.class;
        boolean tools = of == ToolDeclaration.class;
        return new CardsView(name, title, help,
                WORDS.text(models ? "add.model" : tools ? "add.tool" : "add.entry"), editing,
                new MapCards(editing, lens, label, models ? "model" : tools ? "tool" : "name",
                        () -> models ? new ModelSpec("openai", "") : Blank.of(shape),
                        models ? (from, to) -> workflow -> Aliases.rename(workflow, from, to) : MapCards.plainly(lens),
                        entry -> models ? modelFields(entry, shape) : fields(entry, shape, false, _ -> true)));
    }

    private List<FieldView> modelFields(Lens entry, Shape shape) {
        Lens provider = entry.field(shape, shape.field("provider").orElseThrow(), false);
        var fields = new ArrayList<FieldView>();
        fields.add(new Pairs(List.of(
                new ChoiceRow("provider", FieldWords.title(shape, shape.field("provider").orElseThrow()),
                        FieldWords.help(shape, shape.field("provider").orElseThrow()), true, editing, provider,
                        WORDS.text("unknown.provider"),
                        _ -> List.of(new ChoiceRow.Choice("openai", WORDS.text("provider.openai")),
                                new ChoiceRow.Choice("anthropic", WORDS.text("provider.anthropic")),
                                new ChoiceRow.Choice("gemini", WORDS.text("provider.gemini")),
                                new ChoiceRow.Choice("openai-compatible", WORDS.text("provider.compatible")))),
                modelName(entry, shape))));
        fields.add(field(entry, shape, "baseUrl", false));
        fields.add(new Pairs(List.of(field(entry, shape, "secret", false), field(entry, shape, "temperature", false))));
        fields.add(field(entry, shape, "reasoningEffort", false));
        fields.add(field(entry, shape, "promptCache", false));
        fields.add(field(entry, shape, "fallback", false));
        return fields;
    }

    /** The name of a model, to be typed or chosen among those that the provider has. */
    private FieldView modelName(Lens entry, Shape shape) {
        FieldShape field = shape.field("model").orElseThrow();
        String title = FieldWords.title(shape, field);
        Lens name = entry.field(shape, field, false);
        Button list = Parts.tool(Feather.LIST, WORDS.text("models.list"));
        list.setId("models-list");
        list.setMinWidth(Region.USE_PREF_SIZE);
        list.setOnAction(_ -> {
            if (entry.get().apply(editing.workflow()) instanceof ModelSpec spec) {
                picker.pick(spec, chosen -> editing.choose(name, WORDS.text("edit.set", title), chosen));
            }
        });
        return new TextRow("model", title, FieldWords.help(shape, field), true,
                text(name, Formats.requiredText(), title), "", "", list);
    }

    /** The place of a value that is only looked at. */
    static @Nullable Object value(Lens lens, Workflow workflow) {
        return lens.get().apply(workflow);
    }
}
