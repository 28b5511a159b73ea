package dev.taskrunner.function;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Properties;

/** Reads what the annotation processor kept of Javadoc: a properties file beside each class. */
final class Javadocs {
    /** Where the files are, on the class path. */
    static final String FOLDER = "META-INF/taskrunner/javadoc/";

    /** Remembers the file of each class as long as the class lives. */
    private static final ClassValue<Properties> FILES = new ClassValue<>() {
        @Override
        protected Properties computeValue(Class<?> type) {
            return load(type);
        }
    };

    private Javadocs() {}

    static Optional<String> of(Class<?> type, String key) {
        return Optional.ofNullable(FILES.get(type).getProperty(key));
    }

    private static Properties load(Class<?> type) {
        Properties found = new Properties();
        ClassLoader loader = type.getClassLoader();
        if (loader != null) {
            try (InputStream file = loader.getResourceAsStream(FOLDER + type.getName() + ".properties")) {
                if (file != null) {
                    found.load(file);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("the Javadoc of " + type.getName() + " cannot be read", e);
            }
        }
        return found;
    }
}
