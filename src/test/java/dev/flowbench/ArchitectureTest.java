package dev.flowbench;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.flowbench.net.Secret;
import java.io.Externalizable;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.Socket;
import java.net.URL;
import java.net.URLConnection;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javafx.application.HostServices;
import javafx.scene.Node;
import javafx.scene.effect.ImageInput;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.paint.ImagePattern;
import org.jspecify.annotations.NullMarked;

/**
 * The walls of the house: which room may use which, and which library lives in which room. ARCHITECTURE.md draws the
 * same arrows. A room that does not exist yet breaks no rule; a room that is not listed breaks the first.
 */
@AnalyzeClasses(packages = "dev.flowbench", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final Set<String> BELOW_APP = Set.of("flow", "engine", "trace", "eval", "signal", "check", "store",
            "model", "tool", "memory", "secret", "net");

    /** The arrows: room, and the rooms it may use. The room without a name is the root package, which starts the program. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("flow", Set.of()),
            Map.entry("net", Set.of()),
            Map.entry("secret", Set.of("net")),
            Map.entry("engine", Set.of("flow")),
            Map.entry("trace", Set.of("engine", "flow")),
            Map.entry("check", Set.of("engine", "flow")),
            Map.entry("eval", Set.of("trace", "engine", "flow")),
            Map.entry("signal", Set.of("trace", "engine", "flow")),
            Map.entry("store", Set.of("engine", "flow")),
            Map.entry("model", Set.of("net", "engine", "flow")),
            Map.entry("tool", Set.of("net", "engine", "flow")),
            Map.entry("memory", Set.of("net", "engine", "flow")),
            Map.entry("app", BELOW_APP),
            Map.entry("cli", with(BELOW_APP, "app")),
            Map.entry("desktop", with(BELOW_APP, "app")),
            Map.entry("", with(BELOW_APP, "app", "cli", "desktop")));

    @ArchTest static final ArchRule arrows = classes().should(onlyFollowTheArrows());

    @ArchTest static final ArchRule cycles = slices().matching("dev.flowbench.(*)..").should().beFreeOfCycles()
            .allowEmptyShould(true);

    @ArchTest static final ArchRule windows = onlyIn("desktop", "javafx..", "com.sun.javafx..", "com.sun.glass..",
            "jfx.incubator..",
            "org.controlsfx..", "impl.org.controlsfx..", "atlantafx..", "org.kordamp.ikonli..", "java.awt..",
            "javax.swing..");

    /** Host policy, redirect checks and redaction hold only for what goes out through here. */
    @ArchTest static final ArchRule network = onlyIn("net", "okhttp3..", "okio..", "java.net.http..", "javax.net..");

    @ArchTest static final ArchRule database = noClasses().that().resideOutsideOfPackages(in("store"), in("memory"))
            .should().dependOnClassesThat().resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..");

    @ArchTest static final ArchRule providers = noClasses().that().resideOutsideOfPackages(in("model"), in("memory"))
            .should().dependOnClassesThat().resideInAPackage("dev.langchain4j..");

    /** A key is read where it is sent, where it is kept, and where a program is started that it was granted to. */
    @ArchTest static final ArchRule keys = noClasses()
            .that().resideOutsideOfPackages(in("net"), in("secret"), in("tool"))
            .should().callMethodWhere(call(Secret.class, "value"));

    @ArchTest static final ArchRule keychain = onlyIn("secret", "com.github.javakeyring..");

    @ArchTest static final ArchRule log = onlyIn("app", "ch.qos.logback..");

    @ArchTest static final ArchRule servers = onlyIn("tool.mcp", "io.modelcontextprotocol..", "reactor..",
            "org.reactivestreams..");

    @ArchTest static final ArchRule commandLine = onlyIn("cli", "picocli..");

    /** A workflow's file must never be able to start a program; a tool may, after its user agreed. */
    @ArchTest static final ArchRule programs = noClasses().that().resideOutsideOfPackage(in("tool"))
            .should().dependOnClassesThat().areAssignableTo(ProcessBuilder.class)
            .orShould().callMethodWhere(call(Runtime.class, "exec"));

    /**
     * The interpreter reaches threads, time and chance only through its ports, so that it runs the same on virtual
     * threads, in virtual time, and inside a durable workflow engine. The virtual threads themselves are in
     * {@code engine.jvm}.
     */
    @ArchTest static final ArchRule interpreter = noClasses()
            .that().resideInAPackage(in("engine")).and().resideOutsideOfPackage(in("engine.jvm"))
            .should().dependOnClassesThat(waitOrTellTheTime())
            .orShould().callMethodWhere(call(System.class, "currentTimeMillis"))
            .orShould().callMethodWhere(call(System.class, "nanoTime"))
            .orShould().callMethodWhere(call(Object.class, "wait"))
            .orShould().callMethodWhere(call(Object.class, "notify"))
            .orShould().callMethodWhere(call(Object.class, "notifyAll"))
            .orShould().callMethodWhere(call(Math.class, "random"))
            .orShould().callMethodWhere(call(UUID.class, "randomUUID"))
            .orShould().callMethodWhere(askTheTime())
            .orShould(haveSynchronizedMethods())
            .allowEmptyShould(true);

    /** Standard output carries results; who else writes there breaks {@code run --events}. */
    @ArchTest static final ArchRule standardStreams = noClasses().that().resideOutsideOfPackage(in("cli"))
            .and().doNotHaveFullyQualifiedName("dev.flowbench.Main")
            .and().doNotHaveFullyQualifiedName("dev.flowbench.desktop.Launcher")
            .should(ACCESS_STANDARD_STREAMS);

    /** A file that is opened must not be able to run code. */
    @ArchTest static final ArchRule noCodeFromData = noClasses().should().dependOnClassesThat()
            .areAssignableTo(ObjectInputStream.class)
            .orShould().dependOnClassesThat().areAssignableTo(ObjectOutputStream.class)
            .orShould().dependOnClassesThat().areAssignableTo(Externalizable.class)
            .orShould().dependOnClassesThat().resideInAnyPackage("javax.script..", "javax.tools..", "java.beans..",
                    "org.springframework.expression..", "ognl..", "org.mvel2..", "groovy..",
                    "org.apache.commons.jexl..")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("com.fasterxml.jackson.annotation.JsonTypeInfo")
            .orShould().callMethodWhere(call(ObjectMapper.class, "activateDefaultTyping"))
            .orShould().callMethodWhere(call(ObjectMapper.class, "enableDefaultTyping"))
            .orShould().callMethodWhere(call(ClassLoader.class, "loadClass"));

    /** The one name of a class that is looked for stands in the code: the optional part. */
    @ArchTest static final ArchRule noClassesByName = noClasses()
            .that().doNotHaveFullyQualifiedName("dev.flowbench.memory.LocalEmbedder")
            .should().callMethodWhere(call(Class.class, "forName"));

    /** What is shown is text: no page, picture, style or sound that it names is fetched for it. */
    @ArchTest static final ArchRule nothingIsFetchedToShowIt = noClasses().that().resideInAPackage(in("desktop"))
            .should().dependOnClassesThat().resideInAnyPackage("javafx.scene.web..", "javafx.scene.media..")
            .orShould().dependOnClassesThat().belongToAnyOf(HostServices.class, ImageView.class, ImagePattern.class,
                    ImageInput.class, java.awt.Desktop.class, URLConnection.class, Socket.class)
            .orShould().callMethodWhere(call(Node.class, "setStyle"))
            .orShould().callMethodWhere(call(URL.class, "openStream"))
            .orShould().callMethodWhere(call(URL.class, "openConnection"));

    @ArchTest static final ArchRule picturesAreOurOwn = noClasses().that().resideInAPackage(in("desktop"))
            .and().doNotHaveFullyQualifiedName("dev.flowbench.desktop.look.AppIcon")
            .should().callConstructorWhere(DescribedPredicate.describe("a picture of an address",
                    one -> one.getTarget().getOwner().isEquivalentTo(Image.class)
                            && one.getTarget().getRawParameterTypes().getFirst().isEquivalentTo(String.class)));

    @ArchTest static final ArchRule noSharedState = fields().that().areStatic().should().beFinal()
            .allowEmptyShould(true);

    @ArchTest static final ArchRule nulls = classes().should(standInANullMarkedPackage());

    private static Set<String> with(Set<String> rooms, String... more) {
        var all = new HashSet<>(rooms);
        all.addAll(Set.of(more));
        return Set.copyOf(all);
    }

    private static String in(String room) { return "dev.flowbench." + room + ".."; }

    private static ArchRule onlyIn(String room, String... libraries) {
        return noClasses().that().resideOutsideOfPackage(in(room))
                .should().dependOnClassesThat().resideInAnyPackage(libraries);
    }

    /** The first name below the base package; empty for the base package, null outside of it. */
    private static String room(JavaClass type) {
        String name = type.getPackageName();
        if (name.equals("dev.flowbench")) return "";
        return name.startsWith("dev.flowbench.") ? name.split("\\.")[2] : null;
    }

    private static ArchCondition<JavaClass> onlyFollowTheArrows() {
        return new ArchCondition<>("use only the rooms below their own") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String from = room(type);
                if (!MAY_USE.containsKey(from)) {
                    events.add(
                            SimpleConditionEvent.violated(type, type.getName() + " stands in a room without arrows"));
                    return;
                }
                type.getDirectDependenciesFromSelf().forEach(use -> {
                    String to = room(use.getTargetClass());
                    if (to != null && !to.equals(from) && !MAY_USE.get(from).contains(to))
                        events.add(SimpleConditionEvent.violated(use, use.getDescription()));
                });
            }
        };
    }

    private static DescribedPredicate<JavaClass> waitOrTellTheTime() {
        var harmless = Set.of(TimeUnit.class.getName(), CancellationException.class.getName(),
                ConcurrentHashMap.class.getName(), ConcurrentMap.class.getName(), CopyOnWriteArrayList.class.getName());
        return DescribedPredicate.describe("are threads, locks, futures or clocks of the JDK",
                type -> type.isAssignableTo(Thread.class) || type.isAssignableTo(Clock.class)
                        || type.isAssignableTo(Timer.class) || type.isAssignableTo(ThreadLocal.class)
                        || resideInAnyPackage("java.util.concurrent..").test(type)
                                && !resideInAnyPackage("java.util.concurrent.atomic").test(type)
                                && !harmless.contains(type.getName()));
    }

    private static DescribedPredicate<JavaAccess<?>> call(Class<?> owner, String method) {
        return DescribedPredicate.describe(owner.getSimpleName() + "." + method,
                access -> access.getTarget().getName().equals(method)
                        && access.getTarget().getOwner().isEquivalentTo(owner));
    }

    private static DescribedPredicate<JavaAccess<?>> askTheTime() {
        return DescribedPredicate.describe("now() of java.time", access -> access.getTarget().getName().equals("now")
                && access.getTarget().getOwner().getPackageName().equals("java.time"));
    }

    private static ArchCondition<JavaClass> haveSynchronizedMethods() {
        return new ArchCondition<>("have synchronized methods") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getMethods().stream().filter(m -> m.getModifiers().contains(JavaModifier.SYNCHRONIZED))
                        .forEach(m -> events.add(SimpleConditionEvent.satisfied(m, m.getDescription())));
            }
        };
    }

    private static ArchCondition<JavaClass> standInANullMarkedPackage() {
        return new ArchCondition<>("stand in a package whose package-info is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class))
                    events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " is not @NullMarked"));
            }
        };
    }
}
