from tasklake_operations.cli.app import main

main()
