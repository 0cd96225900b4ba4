/** Which store the registry keeps its rows in, by one line of configuration. */
@NullMarked
package io.mediachassis.controller.headend.registry.store;

import org.jspecify.annotations.NullMarked;
