package io.mediachassis.controller.api;

import io.mediachassis.controller.headend.auth.AuthDesk;
import io.mediachassis.controller.headend.content.ContentDesk;
import io.mediachassis.controller.headend.metadata.MetadataServer;
import io.mediachassis.controller.headend.registry.server.RegistryDesk;
import org.jspecify.annotations.Nullable;

/**
 * The head-end's services, as the management API asks them; null: this controller runs none of that kind.
 *
 * @param auth the authentication server
 * @param loginPort where the active controller lets consoles log in
 * @param contents the content manager
 * @param registry the media location registry
 * @param metadata the meta data server
 */
public record HeadEndDesks(
        @Nullable AuthDesk auth, int loginPort, @Nullable ContentDesk contents, @Nullable RegistryDesk registry,
        @Nullable MetadataServer metadata) {
    /** No service at all. */
    public static final HeadEndDesks NONE = new HeadEndDesks(null, 0, null, null, null);
}
