package dev.taskrunner.cli;

import picocli.CommandLine.Command;

/** Groups what is done with secrets. */
@Command(
        name = "secrets",
        header = "Keep secrets in a room, for oneself or for a runner.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {SecretsSet.class, SecretsGet.class, SecretsList.class, SecretsRemove.class})
final class SecretsCommand {}
