package io.mediachassis.controller.headend.registry.server;

import io.mediachassis.controller.headend.registry.Forgetting;
import io.mediachassis.controller.headend.registry.Locations;
import io.mediachassis.controller.headend.registry.RegistryCheck;
import io.mediachassis.controller.headend.registry.StoreException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What an operator asks of the registry. Any thread; nothing blocks. Results come on any thread, and fail with a
 * {@link StoreException} while the store can't be asked.
 */
public interface RegistryDesk {
    /** Who has a program. */
    CompletionStage<Locations> where(String program);

    /**
     * From where a station would copy a program, and why; empty: nothing was ever heard of that station.
     *
     * @param bytes of the copy; 0: the whole program
     */
    CompletionStage<Optional<SourceExplanation>> explain(String program, String station, long bytes);

    /** What is wrong in the whole system. */
    CompletionStage<RegistryCheck> check();

    /** Nothing is known of a station any more; only of one that is silent, such as one whose chassis was replaced. */
    CompletionStage<Forgetting.Outcome> forget(String station);

    /** For people: which store this is, without its password. */
    String store();
}
