package dev.flowbench.model;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.model.wire.Dialect;
import dev.flowbench.model.wire.ModelPage;
import dev.flowbench.model.wire.Target;
import dev.flowbench.net.Http;
import dev.flowbench.net.NetException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tries whether a provider can be reached with its key and has a model, and says what is wrong and how to mend it. It asks
 * for the list of models, which costs nothing. For any thread that may wait.
 */
public final class ConnectionTest {
    private static final String DEPLOYMENTS = "/openai/deployments/";

    private final ModelCatalog catalog;

    public ConnectionTest(Http http) {
        this.catalog = new ModelCatalog(http);
    }

    /** What came of it. */
    public enum Verdict {
        WORKS,
        /** There is no key, or it may not go there. */
        NO_KEY,
        BAD_KEY,
        UNREACHABLE,
        /** The user's settings do not let this program go there. */
        NOT_ALLOWED,
        NO_SUCH_MODEL,
        /** Something answers there, and it is no server of models. */
        NOT_AN_API,
        /** The server of models is there, at another path. */
        WRONG_PATH,
        /** The address is none, or the provider is not known. */
        WRONG_ADDRESS,
        /** It takes no more requests just now, or fails by itself. */
        BUSY
    }

    /**
     * What came of it, in words.
     *
     * @param message what is so, a sentence
     * @param wayOut how to mend it, a sentence; empty where all is well
     * @param models what the provider has; empty where that was not learned
     * @param betterBaseUrl the address that works instead; null for none
     */
    public record Result(Verdict verdict, String message, String wayOut, List<ModelPage.Entry> models,
            @Nullable String betterBaseUrl) {
        public Result {
            models = List.copyOf(models);
        }
    }

    /**
     * Tries it.
     *
     * @param model name of the model that must be there; empty for any
     * @param most for the whole of it
     */
    public Result of(ModelCatalog.Account account, String model, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        try {
            Dialect dialect = ModelCatalog.dialect(account);
            Target target = dialect.target(new Target.Wish(model, account.baseUrl(), account.secret()));
            try {
                return there(target, model, catalog.list(dialect, target, most.dividedBy(2)));
            } catch (ModelException e) {
                return elsewhere(dialect, target, model, e, end).orElseGet(() -> failed(e, target));
            }
        } catch (ModelException e) {
            return new Result(Verdict.WRONG_ADDRESS, String.valueOf(e.getMessage()), e.wayOut(), List.of(), null);
        }
    }

    private static Result there(Target target, String model, List<ModelPage.Entry> models) {
        // The names of Azure's deployments are the user's own.
        boolean listed = model.isEmpty() || target.host().endsWith(".azure.com") || ModelCatalog.has(models, model);
        if (listed) {
            return new Result(Verdict.WORKS, model.isEmpty()
                    ? ModelTexts.text(target.credential() == null ? "test.works.open" : "test.works", target.host(),
                            models.size())
                    : ModelTexts.text("test.works.model", target.host(), model), "", models, null);
        }
        return new Result(Verdict.NO_SUCH_MODEL, ModelTexts.text("test.noModel", target.host(), model),
                models.isEmpty()
                        ? ModelTexts.text("test.noModel.none.out")
                        : ModelTexts.text("test.noModel.out", String.join(", ", ModelCatalog.near(models, model))),
                models, null);
    }

    /** Where nobody understands the path, the server may at another one. */
    private Optional<Result> elsewhere(Dialect dialect, Target target, String model, ModelException first, long end) {
        if (first.code() != ErrorCode.NO_MODEL && first.code() != ErrorCode.PROVIDER_NONSENSE
                && first.code() != ErrorCode.BAD_REQUEST || kind(first).isPresent()) {
            return Optional.empty();
        }
        for (String base : others(target)) {
            Duration left = Duration.ofNanos(end - System.nanoTime());
            if (!left.isPositive()) return Optional.empty();
            try {
                List<ModelPage.Entry> models = catalog.list(dialect, target.withBase(base), left);
                return Optional.of(target.base().contains(DEPLOYMENTS)
                        // A deployment has no list of its own; that its resource takes the key is what can be known.
                        ? there(target, "", models)
                        : new Result(Verdict.WRONG_PATH, ModelTexts.text("test.path", target.base()),
                                ModelTexts.text("test.path.out", base), models, base));
            } catch (ModelException e) {
                if (e.code() == ErrorCode.AUTH) {
                    return Optional.of(new Result(Verdict.WRONG_PATH, ModelTexts.text("test.path", target.base()),
                            ModelTexts.text("test.path.out", base), List.of(), base));
                }
            }
        }
        return Optional.empty();
    }

    private static Set<String> others(Target target) {
        String base = target.base();
        var others = new LinkedHashSet<String>();
        for (String call : new String[]{"/chat/completions", "/completions", "/messages", "/responses", "/models"}) {
            if (base.endsWith(call)) others.add(base.substring(0, base.length() - call.length()));
        }
        String root = base.substring(0, base.length() - String.valueOf(URI.create(base).getRawPath()).length());
        for (String from : new String[]{base, root}) {
            for (String path : new String[]{"/v1", "/openai/v1", "/api/v1", "/v1beta"}) others.add(from + path);
        }
        others.remove(base);
        return others;
    }

    private static Optional<NetException.Kind> kind(ModelException e) {
        return e.getCause() instanceof NetException net ? Optional.of(net.kind()) : Optional.empty();
    }

    private static Result failed(ModelException e, Target target) {
        Verdict verdict = kind(e).filter(kind -> kind == NetException.Kind.REFUSED).isPresent()
                ? Verdict.NOT_ALLOWED
                : switch (e.code()) {
                    case NO_KEY -> Verdict.NO_KEY;
                    case AUTH -> Verdict.BAD_KEY;
                    case NET_CONNECT -> Verdict.UNREACHABLE;
                    case TIMEOUT, NET_LOST, RATE_LIMIT, PROVIDER_ERROR -> Verdict.BUSY;
                    default -> Verdict.NOT_AN_API;
                };
        if (verdict == Verdict.NOT_AN_API) {
            return new Result(verdict,
                    ModelTexts.text("test.notAnApi", target.base(), String.valueOf(String.valueOf(e.getMessage()))),
                    ModelTexts.text("test.notAnApi.out"), List.of(), null);
        }
        return new Result(verdict, String.valueOf(e.getMessage()), e.wayOut(), List.of(), null);
    }
}
