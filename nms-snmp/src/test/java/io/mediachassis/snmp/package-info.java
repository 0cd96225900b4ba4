/** Made units for the tests. */
@NullMarked
package io.mediachassis.snmp;

import org.jspecify.annotations.NullMarked;
