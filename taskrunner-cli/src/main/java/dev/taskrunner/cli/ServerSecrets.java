package dev.taskrunner.cli;

import dev.taskrunner.server.CallOptions;
import dev.taskrunner.server.RoomServerOptions;
import dev.taskrunner.server.SecretsKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a server keeps secrets with, and how it calls services: options, else the environment. */
final class ServerSecrets {
    private static final String KEY = "TASKRUNNER_SECRETS_KEY";
    private static final String KEY_FILE = "TASKRUNNER_SECRETS_KEY_FILE";

    private final Shell shell;

    @Option(
            names = "--secrets-key-file",
            paramLabel = "FILE",
            description =
                    "A file with the key that secrets are encrypted with: 32 bytes in hexadecimal or base64. Keep it apart"
                            + " from the data. Default: the key in " + KEY + ", or the file in " + KEY_FILE)
    private @Nullable Path keyFile;

    @Option(
            names = "--webhook-secret",
            paramLabel = "SECRET",
            description =
                    "What signs calls to services. Default: MESHAGENT_WEBHOOK_SECRET (others cannot see that one)")
    private @Nullable String webhookSecret;

    @Option(
            names = "--allow-private-calls",
            description =
                    "Let participants call services on this machine and in private networks; with --dev they may.")
    private boolean privateCalls;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = "How services that are called into rooms reach this server, for example wss://rooms.example."
                    + " Default: where it listens")
    private @Nullable URI publicUrl;

    ServerSecrets(Shell shell) {
        this.shell = shell;
    }

    RoomServerOptions.Builder addTo(RoomServerOptions.Builder options, boolean dev) {
        Optional<String> signing =
                Optional.ofNullable(webhookSecret).or(() -> shell.variable("MESHAGENT_WEBHOOK_SECRET"));
        if (signing.filter(String::isEmpty).isPresent()) {
            throw CliException.usage("--webhook-secret is empty");
        }
        try {
            options.publicUrl(publicUrl);
        } catch (IllegalArgumentException e) {
            throw CliException.usage("--public-url must be like wss://host:port, not " + publicUrl, e);
        }
        return options.secretsKey(key())
                .calls(CallOptions.defaults()
                        .withWebhookSecret(signing.orElse(null))
                        .withPrivateAddresses(privateCalls || dev));
    }

    private @Nullable SecretsKey key() {
        Optional<String> inline = shell.variable(KEY);
        Optional<Path> file =
                Optional.ofNullable(keyFile).or(() -> shell.variable(KEY_FILE).map(Path::of));
        try {
            if (keyFile == null && inline.isPresent()) {
                return SecretsKey.parse(inline.get());
            }
            return file.isPresent() ? SecretsKey.read(file.get()) : null;
        } catch (IOException e) {
            throw CliException.usage(
                    "the key file " + file.orElse(null) + " cannot be read: " + FileProblems.reason(e), e);
        } catch (IllegalArgumentException e) {
            throw CliException.usage(
                    (file.isPresent() ? "the key file " + file.get() : KEY) + ": " + e.getMessage(), e);
        }
    }
}
