package dev.taskrunner.chat;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.taskrunner.Cancellation;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Participant;
import dev.taskrunner.Progress;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskException;
import dev.taskrunner.ToolContext;
import dev.taskrunner.Toolkit;
import dev.taskrunner.llm.loop.LoopListener;
import dev.taskrunner.llm.loop.ModelLoop;
import dev.taskrunner.room.RoomMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One answer of the chatbot: what the model is asked, with which tools, on whose behalf. For one thread of execution. */
final class Turn {
    /** What the sender can mend: by naming another file, or by asking for the right to it. */
    private static final Set<ErrorCode> OF_THE_SENDER = Set.of(
            ErrorCode.NOT_FOUND,
            ErrorCode.DENIED,
            ErrorCode.TOO_LARGE,
            ErrorCode.INVALID_ARGUMENTS,
            ErrorCode.INVALID_REQUEST);

    private final Answers bot;
    private final ChatThread thread;
    private final RoomMessage message;
    private final Pieces pieces;

    Turn(Answers bot, ChatThread thread, RoomMessage message) {
        this.bot = bot;
        this.thread = thread;
        this.message = message;
        this.pieces = new Pieces(bot.pieces, this::sendPiece);
    }

    /** Asks the model, with tools, and keeps what it says. */
    String think(Cancellation cancellation) {
        ToolContext context = bot.room
                .call()
                .onBehalfOf(message.from())
                .deadline(bot.clock.instant().plus(bot.options.answerTimeout()), bot.clock)
                .cancellation(cancellation)
                .progress(this::sendProgress)
                .tool();
        String text;
        try {
            text = answer(context);
            pieces.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TaskException(ErrorCode.CANCELLED, "the chatbot leaves", e);
        }
        if (text.isBlank()) {
            throw new TaskException(ErrorCode.INVALID_RESPONSE, "the model answered nothing");
        }
        bot.options.history().add(thread.path(), new ChatLine(bot.room.name(), text, bot.clock.instant()));
        return text;
    }

    /** The model's answer; or what the sender did wrong with the files that were attached, which the model never hears of. */
    private String answer(ToolContext context) throws InterruptedException {
        List<Content> attached;
        try {
            attached = bot.files.read(context, ChatWire.attachments(message.message()));
        } catch (TaskException e) {
            if (!OF_THE_SENDER.contains(e.code())) {
                throw e;
            }
            return "I cannot read what you attached: " + e.text();
        }
        return loop(context).run(context, prompt(attached)).text();
    }

    private ModelLoop loop(ToolContext context) {
        ModelLoop.Builder loop = bot.options
                .loop()
                .get()
                .limits(bot.options.limits())
                .toolkits(toolkits(context))
                .listener(new LoopListener() {
                    @Override
                    public void onText(String delta) {
                        if (thread.members().anyoneWantsPieces()) {
                            pieces.add(delta);
                        }
                    }
                });
        if (message.message().get("model") instanceof String model && bot.options.allows(model)) {
            loop.parameters(
                    DefaultChatRequestParameters.builder().modelName(model).build());
        }
        return loop.build();
    }

    private List<ChatMessage> prompt(List<Content> attached) {
        Participant sender = message.from();
        return new Prompt(bot.room.name(), bot.options.rules(sender.attributes().get("client")), bot.options.maxLines())
                .messages(thread.members().people(), bot.options.history().lines(thread.path()), attached);
    }

    private void sendPiece(String piece) {
        stream(ChatWire.DELTA, ChatWire.delta(thread.path(), piece));
    }

    private void sendProgress(Progress report) {
        stream(ChatWire.PROGRESS, ChatWire.progress(thread.path(), report.fraction(), report.text(), report.chain()));
    }

    private void stream(String type, Map<String, ?> content) {
        bot.delivery.signal(thread.members()::wantsPieces, type, content);
    }

    /** Those given, those required, those that the message names; each toolkit once. */
    private List<Toolkit> toolkits(ToolContext context) {
        Map<String, RequiredToolkit> wanted = new LinkedHashMap<>();
        bot.options.required().forEach(one -> wanted.put(one.name(), one));
        if (message.message().get("tools") instanceof List<?> tools) {
            for (Object one : tools) {
                if (one instanceof Map<?, ?> tool && tool.get("name") instanceof String name) {
                    wanted.putIfAbsent(name, RequiredToolkit.of(name));
                }
            }
        }
        bot.options.toolkits().forEach(kit -> wanted.remove(kit.name()));
        List<Toolkit> all = new ArrayList<>(bot.options.toolkits());
        all.addAll(bot.room.toolkits().resolve(context, List.copyOf(wanted.values())));
        return all;
    }
}
