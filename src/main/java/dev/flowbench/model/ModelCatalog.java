package dev.flowbench.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.model.wire.Dialect;
import dev.flowbench.model.wire.Failures;
import dev.flowbench.model.wire.ModelPage;
import dev.flowbench.model.wire.Target;
import dev.flowbench.net.Http;
import dev.flowbench.net.NetException;
import dev.flowbench.net.Reply;
import dev.flowbench.net.Request;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The models that a provider has, asked of the provider; that costs nothing. For any thread that may wait. */
public final class ModelCatalog {
    private static final int MOST_PAGES = 20;

    private final Http http;

    public ModelCatalog(Http http) {
        this.http = http;
    }

    /**
     * Where to ask.
     *
     * @param provider as documents call it
     * @param baseUrl null for its usual address
     * @param secret name of the secret with the key; null for the usual one
     */
    public record Account(String provider, @Nullable String baseUrl, @Nullable String secret) {}

    /**
     * All models, by id.
     *
     * @param most for the whole of it
     * @throws ModelException if they cannot be had
     */
    public List<ModelPage.Entry> list(Account account, Duration most) throws ModelException {
        Dialect dialect = dialect(account);
        return list(dialect, dialect.target(new Target.Wish("", account.baseUrl(), account.secret())), most);
    }

    /**
     * Whether an account can be asked at all; nothing is sent.
     *
     * @throws ModelException if there is no such provider, no address, or one that is none
     */
    public static void usable(Account account) throws ModelException {
        dialect(account).target(new Target.Wish("", account.baseUrl(), account.secret()));
    }

    static Dialect dialect(Account account) throws ModelException {
        return Provider.of(account.provider()).orElseThrow(() -> new ModelException(ErrorCode.NO_MODEL,
                ModelTexts.text("catalog.provider", account.provider()),
                ModelTexts.text("catalog.provider.out", String.join(", ", Provider.ids())))).dialect();
    }

    List<ModelPage.Entry> list(Dialect dialect, Target target, Duration most) throws ModelException {
        long end = System.nanoTime() + most.toNanos();
        var failures = new Failures(target, http.redaction());
        var models = new ArrayList<ModelPage.Entry>();
        String path = dialect.modelsPath();
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            ModelPage page = page(dialect, target, path, Duration.ofNanos(end - System.nanoTime()), failures);
            models.addAll(page.models());
            if (page.next().isEmpty()) break;
            path = dialect.modelsPath() + (dialect.modelsPath().indexOf('?') < 0 ? "?" : "&") + page.next();
        }
        models.sort(Comparator.comparing(ModelPage.Entry::id));
        return models;
    }

    private ModelPage page(Dialect dialect, Target target, String path, Duration left, Failures failures)
            throws ModelException {
        Optional<URI> address = target.address(path);
        if (address.isEmpty()) throw failures.notAnAnswer(path, "", null);
        Request request = Request.get(address.get()).withHeaders(target.headers()).withCredential(target.credential());
        try {
            Reply reply = http.send(request, left, _ -> {}, _ -> {});
            if (!reply.ok()) throw failures.status(reply, Optional.empty());
            JsonNode root = Failures.tree(reply.body()).orElse(null);
            if (root == null) throw failures.notJson(reply.body(), "");
            return dialect.models(root).orElseThrow(() -> failures.notAnAnswer(reply.body(), "", null));
        } catch (NetException e) {
            throw failures.net(e, false, "");
        }
    }

    /** Whether a list of models has one under that name: aliases stand for the dated names that are listed. */
    static boolean has(List<ModelPage.Entry> models, String name) {
        String bare = name.startsWith("models/") ? name.substring("models/".length()) : name;
        String family = bare.endsWith("-latest") ? bare.substring(0, bare.length() - "-latest".length()) : bare;
        return models.stream().map(ModelPage.Entry::id).anyMatch(id -> id.equalsIgnoreCase(bare)
                || id.equals(bare + ":latest") || id.startsWith(family + "-") && id.substring(family.length() + 1)
                        .matches("\\d{8}|\\d{4}-\\d{2}-\\d{2}|latest|0\\d\\d"));
    }

    /** The listed names that are most like one. */
    static List<String> near(List<ModelPage.Entry> models, String name) {
        Map<String, Integer> shared = new HashMap<>();
        models.forEach(model -> shared.put(model.id(), likeness(model.id(), name)));
        return models.stream().map(ModelPage.Entry::id)
                .sorted(Comparator.comparing(shared::get, Comparator.reverseOrder())).limit(5).toList();
    }

    /** How many pairs of letters they share. */
    private static int likeness(String a, String b) {
        int pairs = 0;
        for (int i = 0; i + 2 <= b.length(); i++) {
            if (a.toLowerCase(Locale.ROOT).contains(b.substring(i, i + 2).toLowerCase(Locale.ROOT))) {
                pairs += 2;
            }
        }
        return pairs * 100 - Math.abs(a.length() - b.length());
    }
}
