package dev.flowbench.model.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.net.Reply;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.StreamingChatModel;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How one provider is spoken to. The library writes the conversation and puts the pieces of the answer together; a dialect
 * finishes what it wrote and reads what it passes over. Immutable, for many threads.
 */
public interface Dialect {
    /** Name in documents: {@code openai}. */
    String provider();

    /**
     * Where requests go.
     *
     * @throws ModelException if the address cannot be used
     */
    Target target(Target.Wish wish) throws ModelException;

    /** The library's model, made once. Address and key in it are never used. */
    StreamingChatModel library(HttpClientBuilder wire);

    /** Path of the call below the base address, with its query. */
    String path(String model);

    /** What is known of a model that it does not take; what is not known is learned when it is refused. */
    Set<Feature> lacks(String model);

    /**
     * How the form of the answer is asked for.
     *
     * @param without what the model does not take
     */
    AnswerShape shape(ModelRequest request, Set<Feature> without);

    /** What of a conversation the library takes from this dialect. */
    Conversation.Manner manner();

    /** Finishes the body that the library wrote, in place. */
    void finish(ObjectNode body, Ask ask);

    /** Reads one answer. */
    Reading reading(Ask ask);

    /** Headers of a reply under which the provider may name the request, likeliest first. */
    List<String> requestIds();

    /** What the bound of the input needs beside {@link ChatModel#inputBound}: words that the server adds, larger images. */
    long extraInput(ModelRequest request);

    /** Whether a refused request may be asked again with less in it. */
    default boolean mayBeAskedAgain(Reply refusal) {
        return refusal.status() == 400 || refusal.status() == 422;
    }

    /**
     * The models that the provider has.
     *
     * @param page answer of {@link #modelsPath}
     * @return empty where this is no list of models
     */
    Optional<ModelPage> models(JsonNode page);

    /** Path of the list of models below the base address, with its query. */
    String modelsPath();
}
