package dev.taskrunner.cli;

import dev.taskrunner.room.ApiKey;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the server: from the command line, else the environment, else the configuration file. */
final class ServerArguments {
    private static final Set<String> KEYS = Set.of("port", "host", "dev", "secret", "api-key", "data");
    private static final int DEFAULT_PORT = 8080;
    private static final int MAX_PORT = 65_535;

    private final Shell shell;

    @Option(names = "--port", paramLabel = "N", description = "Where to listen; 0 picks a free port. Default: 8080")
    private @Nullable Integer port;

    @Option(
            names = "--host",
            paramLabel = "H",
            description = "The interface to listen on, 0.0.0.0 for all. Default: 127.0.0.1")
    private @Nullable String host;

    @Option(
            names = "--dev",
            description =
                    "Let commands of this user on this machine in without credentials, through a key file that only"
                            + " this user can read.")
    private boolean dev;

    @Option(
            names = "--secret",
            paramLabel = "SECRET",
            description =
                    "What signs tokens. Default: MESHAGENT_SECRET (others cannot see that one); random with --dev")
    private @Nullable String secret;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description = "An API key whose tokens are accepted too. Default: MESHAGENT_API_KEY")
    private @Nullable String apiKey;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where files and queues of rooms are kept; made if need be. Default: in memory, until it ends")
    private @Nullable Path data;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A properties file with port, host, dev, secret, api-key, data.")
    private @Nullable Path config;

    private final Properties file = new Properties();

    ServerArguments(Shell shell) {
        this.shell = shell;
    }

    /**
     * What the server is started with.
     *
     * @param secret what signs tokens; null when only an API key does
     * @param data where things are kept; null for in memory
     */
    record Settings(
            String host,
            int port,
            boolean dev,
            @Nullable String secret,
            @Nullable ApiKey apiKey,
            @Nullable Path data) {}

    Settings settings() {
        load();
        boolean forDevelopment = dev || "true".equals(file.getProperty("dev"));
        String signing = choose(secret, "MESHAGENT_SECRET", "secret")
                .orElseGet(() -> forDevelopment ? DevKey.randomSecret() : null);
        ApiKey key = choose(apiKey, "MESHAGENT_API_KEY", "api-key")
                .map(text -> Keys.apiKey("--api-key", text))
                .orElse(null);
        if (signing == null && key == null) {
            throw CliException.usage("nobody could sign a token for this server: give --dev to try things out on this"
                    + " machine, or --secret or --api-key, or set MESHAGENT_SECRET or MESHAGENT_API_KEY");
        }
        String listen = host == null ? file.getProperty("host", "127.0.0.1") : host;
        return new Settings(listen, port(), forDevelopment, signing, key, folder());
    }

    private Optional<String> choose(@Nullable String option, String variable, String key) {
        Optional<String> chosen = Optional.ofNullable(option)
                .or(() -> shell.variable(variable))
                .or(() -> Optional.ofNullable(file.getProperty(key)));
        if (chosen.filter(String::isEmpty).isPresent()) {
            throw CliException.usage("--" + key + " is empty");
        }
        return chosen;
    }

    private @Nullable Path folder() {
        String written = file.getProperty("data", "");
        if (data == null && file.containsKey("data") && written.isEmpty()) {
            throw CliException.usage("--data is empty");
        }
        return data == null && !written.isEmpty() ? Path.of(written) : data;
    }

    private int port() {
        String text = port == null ? file.getProperty("port", String.valueOf(DEFAULT_PORT)) : port.toString();
        int number = text.matches("\\d{1,5}") ? Integer.parseInt(text) : -1;
        if (number < 0 || number > MAX_PORT) {
            throw CliException.usage("the port must be between 0 and " + MAX_PORT + ", not '" + text + "'");
        }
        return number;
    }

    private void load() {
        if (config == null) {
            return;
        }
        try (Reader reader = Files.newBufferedReader(config)) {
            file.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw CliException.usage("--config " + config + " cannot be read: " + FileProblems.reason(e), e);
        }
        Set<String> unknown = new TreeSet<>(file.stringPropertyNames());
        unknown.removeAll(KEYS);
        if (!unknown.isEmpty()) {
            throw CliException.usage(
                    "--config " + config + " has unknown keys " + unknown + "; there are: " + new TreeSet<>(KEYS));
        }
        String asWritten = file.getProperty("dev", "false");
        if (!asWritten.equals("true") && !asWritten.equals("false")) {
            throw CliException.usage("--config " + config + ": dev must be true or false, not '" + asWritten + "'");
        }
    }
}
