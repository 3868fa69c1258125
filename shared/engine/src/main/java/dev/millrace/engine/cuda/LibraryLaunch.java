package dev.millrace.engine.cuda;

import dev.millrace.engine.cuda.driver.Driver;
import dev.millrace.engine.cuda.driver.MatrixProduct;

/// A product of matrices by cuBLASLt.
record LibraryLaunch(MatrixProduct product) implements Launch {
    @Override
    public String name() {
        return "cublaslt";
    }

    @Override
    public void enqueue(Driver driver, long stream) {
        product.enqueue(stream);
    }
}
