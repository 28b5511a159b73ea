package dev.taskrunner.cli;

import java.util.List;

/**
 * The form of a dump: a zip with {@code manifest.json} first, {@code records/FAMILY.jsonl} for documents and secrets,
 * {@code queues/NUMBER.jsonl} for the messages of a queue, and {@code files/PATH} for storage.
 */
final class RoomDump {
    static final int FORMAT = 1;
    static final String MANIFEST = "manifest.json";
    static final String RECORDS = "records/";
    static final String QUEUES = "queues/";
    static final String FILES = "files/";
    static final String LINES = ".jsonl";
    static final String SECRETS = "secrets";
    static final List<String> DOCUMENTS = List.of("documents", "document-updates", "document-digests");

    private RoomDump() {}
}
