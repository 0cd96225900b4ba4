package io.mediachassis.controller.headend.registry.server;

import io.mediachassis.controller.headend.registry.Locations;
import io.mediachassis.controller.headend.registry.RegistryCheck;
import io.mediachassis.controller.headend.registry.StoreException;
import java.util.concurrent.CompletionStage;

/**
 * What an operator asks of the registry. Any thread; nothing blocks. Results come on any thread, and fail with a
 * {@link StoreException} while the store can't be asked.
 */
public interface RegistryDesk {
    /** Who has a program. */
    CompletionStage<Locations> where(String program);

    /** What is wrong in the whole system. */
    CompletionStage<RegistryCheck> check();

    /** For people: which store this is, without its password. */
    String store();
}
