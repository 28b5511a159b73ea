package dev.taskrunner.cli;

import dev.taskrunner.room.ApiKey;
import dev.taskrunner.room.ParticipantToken;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options shared by all that need a room and something that signs tokens for it. */
final class Keys {
    private static final String DEFAULT_URL = "ws://127.0.0.1:8080";
    private static final Set<String> SCHEMES = Set.of("ws", "wss", "http", "https");

    private final Shell shell;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "The server: ws://HOST:PORT, or wss, http, https. Default: MESHAGENT_API_URL, then " + DEFAULT_URL)
    private @Nullable String url;

    @Option(names = "--room", paramLabel = "ROOM", description = "The room. Default: MESHAGENT_ROOM")
    private @Nullable String room;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description = "An API key that signs tokens. Default: MESHAGENT_API_KEY (others cannot see that one)")
    private @Nullable String apiKey;

    @Option(
            names = "--secret",
            paramLabel = "SECRET",
            description = "The server's secret, to sign tokens. Default: MESHAGENT_SECRET (others cannot see that one)")
    private @Nullable String secret;

    Keys(Shell shell) {
        this.shell = shell;
    }

    /** Signs tokens. */
    @FunctionalInterface
    interface Signer {
        String sign(ParticipantToken token);
    }

    /** Where the server is, without the path of a room. */
    URI base() {
        String text = Optional.ofNullable(url)
                .or(() -> shell.variable("MESHAGENT_API_URL"))
                .orElse(DEFAULT_URL)
                .replaceFirst("/+$", "");
        try {
            URI base = new URI(text);
            String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
            if (base.getHost() == null || !SCHEMES.contains(scheme) || base.getQuery() != null) {
                throw CliException.usage(
                        "--url must look like ws://HOST:PORT (or wss, http, https), not '" + text + "'");
            }
            return base;
        } catch (URISyntaxException e) {
            throw CliException.usage("--url is no address: " + e.getMessage(), e);
        }
    }

    /** Where a room of that server is. */
    URI address(String roomName) {
        String segment =
                java.net.URLEncoder.encode(roomName, StandardCharsets.UTF_8).replace("+", "%20");
        return URI.create(base() + "/rooms/" + segment);
    }

    /** The room that was named. */
    Optional<String> room() {
        return Optional.ofNullable(room).or(() -> shell.variable("MESHAGENT_ROOM"));
    }

    /**
     * The room that was named.
     *
     * @throws CliException if there is none
     */
    String requiredRoom() {
        return room().orElseThrow(() -> CliException.usage("which room? give --room, or set MESHAGENT_ROOM"));
    }

    /** What signs, as options say. */
    Optional<Signer> fromOptions() {
        return signer("--api-key", Optional.ofNullable(apiKey), "--secret", Optional.ofNullable(secret));
    }

    /** What signs, as the environment says. */
    Optional<Signer> fromVariables() {
        return signer(
                "MESHAGENT_API_KEY",
                shell.variable("MESHAGENT_API_KEY"),
                "MESHAGENT_SECRET",
                shell.variable("MESHAGENT_SECRET"));
    }

    /** What signs, as the key file of a server of one's own says. */
    Optional<Signer> fromDevKey() {
        return DevKey.find(shell, base()).map(own -> token -> token.toJwt(own));
    }

    /** What signs, wherever it comes from. */
    Optional<Signer> signer() {
        return fromOptions().or(this::fromVariables).or(this::fromDevKey);
    }

    /** Reads an API key. */
    static ApiKey apiKey(String option, String text) {
        try {
            return ApiKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw CliException.usage(option + ": " + e.getMessage(), e);
        }
    }

    private static Optional<Signer> signer(
            String keyOption, Optional<String> key, String secretOption, Optional<String> text) {
        if (key.isPresent()) {
            ApiKey parsed = apiKey(keyOption, key.get());
            return Optional.of(token -> token.toJwt(parsed));
        }
        if (text.filter(String::isEmpty).isPresent()) {
            throw CliException.usage(secretOption + " is empty");
        }
        return text.map(own -> token -> token.toJwt(own));
    }
}
