package dev.taskrunner.room;

import org.jspecify.annotations.Nullable;

/**
 * A secret without its value.
 *
 * @param id unique among the owner's
 * @param type what kind it is; empty when its owner did not say
 * @param name what it is called; empty when its owner did not say
 * @param delegatedTo the name of the participant that may use it too; null for nobody
 */
public record SecretInfo(
        String id, String type, String name, @Nullable String delegatedTo) {}
