from tasklake_operations.cli import main

main()
