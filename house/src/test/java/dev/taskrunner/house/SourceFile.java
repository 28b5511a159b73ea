package dev.taskrunner.house;

/** One Java file; {@code path} is relative to the repository and uses slashes. */
record SourceFile(String path, String text) {

    String module() {
        return path.substring(0, path.indexOf('/'));
    }

    boolean isMain() {
        return path.contains("/src/main/");
    }

    /** Main code that users get: its public types and methods are API. */
    boolean isApi() {
        return isMain() && !Repository.UNPUBLISHED.contains(module());
    }

    int lineCount() {
        return (int) text.lines().count();
    }

    String simpleName() {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.substring(0, name.length() - ".java".length());
    }
}
