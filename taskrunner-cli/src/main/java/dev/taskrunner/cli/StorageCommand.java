package dev.taskrunner.cli;

import picocli.CommandLine.Command;

/** Groups what is done with files. */
@Command(
        name = "storage",
        header = "List, read, write and delete files of a room.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {StorageList.class, StorageCat.class, StoragePut.class, StorageRemove.class})
final class StorageCommand {}
