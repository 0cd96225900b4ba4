package io.mediachassis.controller.headend.metadata;

/**
 * A subscriber who may register media files and the servers that they lie on.
 *
 * @param name the subscriber's
 * @param title for people
 */
public record Owner(String name, String title) implements Entry {
    @Override
    public String id() {
        return name;
    }
}
